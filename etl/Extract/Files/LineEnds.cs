namespace Analytics.Etl.Extract.Files;

/// <summary>
/// A CSV's text in which every line ends with a line feed. Lone carriage returns end lines, too; the CSV reader sees some of them and takes others
/// for a part of the cell.
/// Within quotes all stay as they are. Not thread-safe.
/// </summary>
sealed class LineEnds(TextReader inner, char delimiter) : TextReader
{
    readonly Queue<int> _lone = [];
    int _line = 1;
    bool _isAtStart = true,
        _isQuoted,
        _isAfterQuote,
        _isAfterReturn;
    char _last;

    /// <summary>The next line before <paramref name="line"/> that ended with a lone carriage return; null where there is none.</summary>
    public int? TakeLone(int line) => _lone.TryPeek(out var lone) && lone < line ? _lone.Dequeue() : null;

    public override int Read(char[] buffer, int index, int count)
    {
        int read,
            kept = 0;
        while (kept == 0 && (read = inner.Read(buffer, index, count)) > 0)
            kept = Keep(buffer.AsSpan(index, read));
        return kept;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    int Keep(Span<char> text)
    {
        var kept = 0;
        foreach (var c in text)
        {
            var isCounted = c == '\n' && _last == '\r';
            _last = c;
            if (_isAfterReturn)
            {
                _isAfterReturn = false;
                if (c == '\n')
                    continue;
                _lone.Enqueue(_line - 1);
            }

            if (c is '\n' or '\r' && !isCounted)
                _line++;
            text[kept++] = Meant(c);
        }

        return kept;
    }

    char Meant(char c)
    {
        if (_isQuoted)
        {
            (_isQuoted, _isAfterQuote) = (c != '"', c == '"');
            return c;
        }

        _isQuoted = c == '"' && (_isAtStart || _isAfterQuote);
        _isAfterQuote = false;
        _isAfterReturn = c == '\r';
        _isAtStart = c == delimiter || c is '\r' or '\n';
        return c == '\r' ? '\n' : c;
    }
}
