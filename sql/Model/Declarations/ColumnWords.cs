namespace Analytics.Sql.Model.Declarations;

/// <summary>What people call a column of a fact.</summary>
/// <param name="Label">Its name, in words.</param>
/// <param name="Note">What the name does not say; null: nothing.</param>
public sealed record ColumnWords(Bilingual Label, Bilingual? Note)
{
    private static readonly Lazy<IReadOnlyDictionary<string, ColumnWords>> OfAll = new(() =>
        Read(DeclarationNode.Parse(EmbeddedText.Read("Model/columns.yaml")))
    );

    /// <summary>Words for columns that several facts have, by column.</summary>
    public static IReadOnlyDictionary<string, ColumnWords> Shared => OfAll.Value;

    /// <summary>Label and note as one text, with a full stop after each.</summary>
    public Bilingual Text => new(Sentences(Label.Ja, Note?.Ja, "。", ""), Sentences(Label.En, Note?.En, ".", " "));

    /// <exception cref="DeclarationException">A column lacks a label, or says what is no word.</exception>
    internal static Dictionary<string, ColumnWords> Read(DeclarationNode words) =>
        DeclarationNode
            .Each(words.Entries, entry => KeyValuePair.Create(entry.Key, Of(DeclarationNode.Mapping(entry.Value))))
            .ToDictionary(StringComparer.Ordinal);

    private static ColumnWords Of(DeclarationNode node)
    {
        var words = new ColumnWords(new(node.Text("ja"), node.Text("en")), node.Has("note") ? node.Bilingual("note") : null);
        node.Close();
        return words;
    }

    private static string Sentences(string label, string? note, string stop, string blank) => note is null ? label + stop : $"{label}{stop}{blank}{note}";
}
