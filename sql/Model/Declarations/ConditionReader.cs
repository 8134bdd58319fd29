using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>Reads the conditions in a measure's <c>where</c>: on columns of its fact, and on the codes of its dimensions.</summary>
internal static class ConditionReader
{
    /// <summary>The longest span that a condition on days may have: a century.</summary>
    public const int MostDays = 36_500;

    private const string NotYet = "not_yet";

    private static readonly (string Sign, ComparisonKind Comparison)[] Signs =
    [
        ("<=", ComparisonKind.LessOrEqual),
        (">=", ComparisonKind.GreaterOrEqual),
        ("<", ComparisonKind.Less),
        (">", ComparisonKind.Greater),
    ];

    /// <param name="where">The mapping from attributes to conditions.</param>
    /// <param name="fact">The fact whose rows are filtered.</param>
    /// <param name="ofStock">True for a stock, which may also filter by age.</param>
    /// <exception cref="DeclarationException">A condition is invalid.</exception>
    public static IReadOnlyList<Condition> Read(YamlNode where, Fact fact, bool ofStock)
    {
        var dimensions = fact.Dimensions.Where(d => d.Bridge is null && d.CodeColumns.Contains(d.NaturalCode)).ToDictionary(d => d.Name);
        var columns = fact.Columns.Where(c => c.Kind != FactColumnKind.Identity && (ofStock || c.Kind != FactColumnKind.Age)).ToDictionary(c => c.Name);
        return DeclarationNode.Each(
            DeclarationNode.Mapping(where).Entries,
            entry =>
                dimensions.TryGetValue(entry.Key, out var dimension) ? Codes(entry.Key, dimension, entry.Value)
                : columns.TryGetValue(entry.Key, out var column) ? OnColumn(column, entry.Value)
                : throw DeclarationNode.Fault(
                    entry.Value,
                    new($"「{entry.Key}」という条件は{fact.Name}にはありません。", $"{fact.Name} have no attribute '{entry.Key}'."),
                    [.. dimensions.Keys, .. columns.Keys]
                )
        );
    }

    private static Condition OnColumn(FactColumn column, YamlNode node) =>
        column.Kind switch
        {
            FactColumnKind.Text => Codes(column.Name, null, node),
            FactColumnKind.Flag => new Condition(
                column.Name,
                null,
                DeclarationNode.OneOf(node, ["true", "false"]) == "true" ? ComparisonKind.IsTrue : ComparisonKind.IsFalse,
                [],
                null
            ),
            FactColumnKind.Stage => new Condition(
                column.Name,
                null,
                ComparisonKind.In,
                [DeclarationNode.OneOf(node, [.. column.Milestones.Select(m => m.Stage).Distinct()])],
                null
            ),
            FactColumnKind.Age => Numeric(column, node) is { Number: >= 0 and <= MostDays } age && decimal.IsInteger(age.Number.Value)
                ? age
                : throw DeclarationNode.Fault(node, new($"日数は0から{MostDays}までの整数です。", $"A number of days is a whole number from 0 to {MostDays}.")),
            _ => Numeric(column, node),
        };

    /// <summary><c>code</c>, <c>[code, code]</c> or <c>{not: [code, …]}</c>.</summary>
    private static Condition Codes(string attribute, Dimension? dimension, YamlNode node)
    {
        if (node is not YamlMappingNode)
        {
            return new Condition(attribute, dimension, ComparisonKind.In, List(node), null);
        }

        var not = DeclarationNode.Mapping(node);
        var codes = not.Find("not") ?? throw DeclarationNode.Fault(node, new("「not」が必要です。", "'not' is needed here."), ["not"]);
        not.Close();
        return new Condition(attribute, dimension, ComparisonKind.NotIn, List(codes), null);
    }

    private static IReadOnlyList<string> List(YamlNode node) =>
        node is YamlSequenceNode sequence ? [.. sequence.Children.Select(DeclarationNode.Scalar)] : [DeclarationNode.Scalar(node)];

    /// <summary>
    /// A comparison with a number, e.g. <c>"&lt;=365"</c> or <c>"&gt;0"</c>; <c>not_yet</c> is also allowed for days to a milestone.
    /// </summary>
    private static Condition Numeric(FactColumn column, YamlNode node)
    {
        var text = DeclarationNode.Scalar(node);
        if (text == NotYet && column.Milestones.Count > 0)
        {
            return new Condition(column.Name, null, ComparisonKind.NotYet, [], null);
        }

        foreach (var (sign, comparison) in Signs)
        {
            if (
                text.StartsWith(sign, StringComparison.Ordinal)
                && decimal.TryParse(
                    text.AsSpan(sign.Length),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                return new Condition(column.Name, null, comparison, [], number);
            }
        }

        throw DeclarationNode.Fault(
            node,
            new($"「{text}」は数の比較ではありません。", $"'{text}' is no comparison with a number."),
            ["<n", "<=n", ">n", ">=n", .. column.Milestones.Count > 0 ? [NotYet] : Array.Empty<string>()]
        );
    }
}
