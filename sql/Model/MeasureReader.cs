using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model;

/// <summary>Reads one measure's declaration; all that it may name is closed: facts, their columns, and the dimensions that they carry.</summary>
internal static class MeasureReader
{
    private static readonly string[] Kinds = ["count", "sum", "distinct"];
    private static readonly string[] Units = ["cases", "companies", "people", "currency"];
    private static readonly string[] Times = ["event", "cohort"];

    private static readonly (string Sign, ComparisonKind Comparison)[] Signs =
        [("<=", ComparisonKind.LessOrEqual), (">=", ComparisonKind.GreaterOrEqual), ("<", ComparisonKind.Less), (">", ComparisonKind.Greater)];

    /// <exception cref="DeclarationException">The declaration is faulty.</exception>
    public static MeasureDeclaration Read(string name, string text, string definition)
    {
        var node = DeclarationNode.Parse(text);
        var kind = node.Choice("kind", Kinds) switch { "count" => MeasureKind.Count, "sum" => MeasureKind.Sum, _ => MeasureKind.Distinct };
        var factName = node.Choice("fact", [.. Fact.All.Select(f => f.Name)]);
        var fact = Fact.All.Single(f => f.Name == factName);
        FactColumnKind[] valueKinds = kind == MeasureKind.Sum ? [FactColumnKind.Number, FactColumnKind.Money] : [FactColumnKind.Identity];
        var value = kind == MeasureKind.Count ? null : Column(node, "value", fact, valueKinds);
        var knownOf = kind == MeasureKind.Sum && node.Has("known_of") ? Column(node, "known_of", fact, [FactColumnKind.Money]) : null;
        var conditions = node.Find("where") is { } where ? Conditions(where, fact) : [];
        // Engagements and outcomes carry no referral date of their own, so a fact has one basis; stating it keeps the declaration readable.
        var time = node.Choice("time", [Times[(int)fact.Time]]);
        var unit = Enum.Parse<MeasureUnit>(node.Choice("unit", value?.Kind == FactColumnKind.Money ? ["currency"] : [.. Units.Except(["currency"])]), ignoreCase: true);
        var measure = new MeasureDeclaration
        {
            Name = name,
            Kind = kind,
            Fact = fact,
            Value = value,
            KnownOf = knownOf,
            Where = conditions,
            Time = time == "cohort" ? TimeBasis.Cohort : TimeBasis.Event,
            Unit = unit,
            Label = node.Bilingual("label"),
            Description = node.Bilingual("description"),
            Sort = node.Whole("sort"),
            Definition = definition,
        };
        node.Close();
        return measure;
    }

    private static FactColumn Column(DeclarationNode node, string key, Fact fact, FactColumnKind[] kinds) =>
        fact.Column(node.Choice(key, [.. fact.Columns.Where(c => kinds.Contains(c.Kind)).Select(c => c.Name)]))!;

    private static List<Condition> Conditions(YamlNode where, Fact fact)
    {
        var dimensions = fact.Dimensions.Where(d => d.Bridge is null && d.CodeColumns.Contains(d.NaturalCode)).ToDictionary(d => d.Name);
        var conditions = new List<Condition>();
        foreach (var (attribute, node) in DeclarationNode.Mapping(where).Entries)
        {
            if (dimensions.TryGetValue(attribute, out var dimension))
            {
                conditions.Add(Codes(attribute, dimension, node));
            }
            else if (fact.Column(attribute) is { Kind: not FactColumnKind.Identity } column)
            {
                conditions.Add(column.Kind switch
                {
                    FactColumnKind.Text => Codes(attribute, null, node),
                    FactColumnKind.Flag => new Condition(attribute, null, DeclarationNode.OneOf(node, ["true", "false"]) == "true" ? ComparisonKind.IsTrue : ComparisonKind.IsFalse, [], null),
                    _ => Numeric(attribute, node),
                });
            }
            else
            {
                throw DeclarationNode.Fault(node, new($"「{attribute}」という条件は{fact.Name}にはありません。", $"{fact.Name} have no attribute '{attribute}'."),
                    [.. dimensions.Keys, .. fact.Columns.Where(c => c.Kind != FactColumnKind.Identity).Select(c => c.Name)]);
            }
        }

        return conditions;
    }

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

    private static IReadOnlyList<string> List(YamlNode node) => node is YamlSequenceNode sequence
        ? [.. sequence.Children.Select(DeclarationNode.Scalar)]
        : [DeclarationNode.Scalar(node)];

    /// <summary>A comparison with a number, e.g. <c>"&lt;=365"</c> or <c>"&gt;0"</c>.</summary>
    private static Condition Numeric(string attribute, YamlNode node)
    {
        var text = DeclarationNode.Scalar(node);
        foreach (var (sign, comparison) in Signs)
        {
            if (text.StartsWith(sign, StringComparison.Ordinal)
                && decimal.TryParse(text.AsSpan(sign.Length), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return new Condition(attribute, null, comparison, [], number);
            }
        }

        throw DeclarationNode.Fault(node, new($"「{text}」は数の比較ではありません。", $"'{text}' is no comparison with a number."), ["<n", "<=n", ">n", ">=n"]);
    }
}
