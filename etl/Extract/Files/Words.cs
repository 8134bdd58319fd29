namespace Analytics.Etl.Extract.Files;

/// <summary>The cells of a text file as their writer meant them; a text that a column has had lately is the same instance again. Not thread-safe.</summary>
sealed class Words
{
    /// <summary>Columns further right, of which no ledger has any, are not remembered.</summary>
    const int Columns = 128;

    readonly List<TextSlots<string>> _columns = [];

    public string Read(ReadOnlySpan<char> text, int column)
    {
        if (text.IsEmpty)
            return "";
        if (column >= Columns)
            return WrittenCell.Meant(text.ToString());
        while (_columns.Count <= column)
            _columns.Add(new());
        var words = _columns[column];
        if (words.Find(text) is >= 0 and var slot)
            return words.Take(slot);
        var written = text.ToString();
        var meant = WrittenCell.Meant(written);
        words.Put(written, meant);
        return meant;
    }
}
