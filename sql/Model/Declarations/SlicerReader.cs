using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>Reads one slicer's declaration: over a dimension, over a column of the facts, or over time.</summary>
internal static class SlicerReader
{
    private static readonly string[] Kinds = ["dimension", "column", "time"];
    private static readonly string[] Grains = ["fiscal_year", "quarter", "month"];

    /// <exception cref="DeclarationException">The declaration is faulty.</exception>
    public static SlicerDeclaration Read(string name, string text)
    {
        var node = DeclarationNode.Parse(text);
        var kind = node.Choice("kind", Kinds);
        var isOfSomething = node.Faults == 0;
        var slicer = new SlicerDeclaration
        {
            Name = name,
            Kind = kind switch
            {
                "dimension" => SlicerKind.Dimension,
                "column" => SlicerKind.Column,
                _ => SlicerKind.Time,
            },
            Label = node.Bilingual("label"),
            Sort = node.Whole("sort"),
            ListsAllMembers = node.OptionalChoice("lists_all_members", ["true", "false"]) == "true",
            Reserved = node.Read(() => node.Find("reserved") is { } reserved ? ReservedLabels(reserved) : [], []),
        };
        if (!isOfSomething)
            node.Stop();
        slicer = slicer.Kind switch
        {
            SlicerKind.Dimension => node.Read(() => OverDimension(slicer, node), slicer),
            SlicerKind.Column => node.Read(() => OverColumn(slicer, node), slicer),
            _ => slicer with { Grain = (TimeGrain)Array.IndexOf(Grains, node.Choice("grain", Grains)) },
        };
        node.Close();
        return slicer;
    }

    private static SlicerDeclaration OverDimension(SlicerDeclaration slicer, DeclarationNode node)
    {
        var before = node.Faults;
        var dimensionName = node.Choice("dimension", [.. Dimension.All.Select(d => d.Name)]);
        if (node.Faults > before)
            node.Stop();
        var dimension = Dimension.All.Single(d => d.Name == dimensionName);
        var columns = DeclarationNode.Mapping(
            node.Find("columns") ?? throw new DeclarationException(node.Line, new("「columns」がありません。", "'columns' is missing."), [])
        );
        slicer = slicer with
        {
            Dimension = dimension,
            CodeColumn = columns.Choice("code", dimension.CodeColumns),
            LabelColumnJa = columns.Choice("ja", dimension.LabelColumns),
            LabelColumnEn = columns.Choice("en", dimension.LabelColumns),
            SortColumn = columns.OptionalChoice("sort", dimension.SortColumns),
        };
        columns.Close();
        return slicer;
    }

    private static SlicerDeclaration OverColumn(SlicerDeclaration slicer, DeclarationNode node)
    {
        var columns = Fact.All.SelectMany(f => f.Columns).Where(c => c.Kind == FactColumnKind.Text).Select(c => c.Name).Distinct().ToArray();
        var column = node.Choice("column", columns);
        if (node.Find("members") is not YamlSequenceNode list)
        {
            throw new DeclarationException(
                node.Line,
                new("「members」（コードと名称の並び）がありません。", "'members', a list of codes and labels, is missing."),
                []
            );
        }

        var members = DeclarationNode.Each(
            list.Children,
            item =>
            {
                var member = DeclarationNode.Mapping(item);
                var read = new Member(member.Text("code"), member.Bilingual("label"));
                member.Close();
                return read;
            }
        );

        return slicer with
        {
            Column = column,
            Members = members,
            HasOrderedMembers = node.OptionalChoice("ordered", ["true", "false"]) == "true",
        };
    }

    private static Dictionary<string, Bilingual> ReservedLabels(YamlNode node) =>
        DeclarationNode
            .Each(
                DeclarationNode.Mapping(node).Entries,
                entry =>
                    ReservedCode.All.Contains(entry.Key)
                        ? KeyValuePair.Create(entry.Key, DeclarationNode.Bilingual(entry.Value))
                        : throw DeclarationNode.Fault(
                            entry.Value,
                            new($"「{entry.Key}」は予約語ではありません。", $"'{entry.Key}' is no reserved code."),
                            ReservedCode.All
                        )
            )
            .ToDictionary();
}
