using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>Reads one dataset's declaration; it may name only existing measures and slicers.</summary>
internal static class DatasetReader
{
    /// <exception cref="DeclarationException">The declaration is invalid.</exception>
    public static DatasetDeclaration Read(string name, string text, IReadOnlyCollection<string> measures, IReadOnlyCollection<string> slicers)
    {
        var node = DeclarationNode.Parse(text);
        var dataset = new DatasetDeclaration
        {
            Name = name,
            Lead = Names(node, "lead", measures),
            Cards = Names(node, "cards", measures),
            Cases = Names(node, "cases", measures),
            Measures = Entries(node, "measures", measures, WordsOf),
            Slicers = Entries(node, "slicers", slicers, DeclarationNode.Bilingual),
            Words = Entries(node, "words", DatasetDeclaration.Rewordable, DeclarationNode.Bilingual),
        };
        node.Close();
        return dataset;
    }

    private static List<string> Names(DeclarationNode node, string key, IReadOnlyCollection<string> allowed) =>
        node.Read(
            () =>
                node.Find(key) is YamlSequenceNode { Children.Count: > 0 } list
                    ? DeclarationNode.Each(list.Children, item => DeclarationNode.OneOf(item, [.. allowed]))
                    : throw new DeclarationException(
                        node.Line,
                        new($"「{key}」（指標の並び）がありません。", $"'{key}', a list of measures, is missing."),
                        [.. allowed]
                    ),
            []
        );

    private static Dictionary<string, T> Entries<T>(DeclarationNode node, string key, IReadOnlyCollection<string> allowed, Func<YamlNode, T> read) =>
        node.Read(
            () =>
                node.Find(key) is not { } entries
                    ? []
                    : DeclarationNode
                        .Each(
                            DeclarationNode.Mapping(entries).Entries,
                            entry =>
                                allowed.Contains(entry.Key)
                                    ? KeyValuePair.Create(entry.Key, read(entry.Value))
                                    : throw DeclarationNode.Fault(
                                        entry.Value,
                                        new($"「{entry.Key}」はありません。", $"There is no '{entry.Key}'."),
                                        [.. allowed]
                                    )
                        )
                        .ToDictionary(),
            []
        );

    private static MeasureWords WordsOf(YamlNode node)
    {
        var words = DeclarationNode.Mapping(node);
        MeasureWords read = new(words.Bilingual("label"), words.Bilingual("description"));
        words.Close();
        return read;
    }
}
