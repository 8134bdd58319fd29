using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model;

/// <summary>Reads one measure's declaration; all that it may name is closed: facts, their columns, and the dimensions that they carry.</summary>
internal static class MeasureReader
{
    private static readonly string[] Kinds = ["count", "sum", "distinct", "ratio", "stock"];
    private static readonly string[] SideKinds = Kinds[..3];
    private static readonly string[] Units = ["cases", "companies", "people", "currency", "percent"];
    private static readonly string[] Times = ["event", "cohort"];

    /// <exception cref="DeclarationException">The declaration is faulty.</exception>
    public static MeasureDeclaration Read(string name, string text, string definition)
    {
        var node = DeclarationNode.Parse(text);
        var kind = (MeasureKind)Array.IndexOf(Kinds, node.Choice("kind", Kinds));
        var factName = node.Choice("fact", [.. Fact.All.Select(f => f.Name)]);
        var fact = Fact.All.Single(f => f.Name == factName);
        var value = kind is MeasureKind.Sum or MeasureKind.Distinct ? Column(node, "value", fact, ValueKinds(kind)) : null;
        var knownOf = kind == MeasureKind.Sum && node.Has("known_of") ? Column(node, "known_of", fact, [FactColumnKind.Money]) : null;
        var where = node.Find("where") is { } conditions ? ConditionReader.Read(conditions, fact, ofStock: kind == MeasureKind.Stock) : [];
        // Engagements and outcomes carry no referral date of their own, so a fact has one basis; stating it keeps the declaration readable.
        var time = node.Choice("time", [Times[(int)fact.Time]]);
        string[] units = value?.Kind == FactColumnKind.Money ? ["currency"] : kind == MeasureKind.Ratio ? ["percent"] : [.. Units.Except(["currency", "percent"])];
        var measure = new MeasureDeclaration
        {
            Name = name,
            Kind = kind,
            Fact = fact,
            Value = value,
            KnownOf = knownOf,
            Numerator = kind == MeasureKind.Ratio ? Side(node, "numerator", fact, where) : null,
            Denominator = kind == MeasureKind.Ratio ? Side(node, "denominator", fact, where) : null,
            MatureAfter = kind == MeasureKind.Ratio && fact.Time == TimeBasis.Cohort && node.Find("mature_after") is { } days ? Days(days) : null,
            Where = where,
            Time = time == "cohort" ? TimeBasis.Cohort : TimeBasis.Event,
            Unit = Enum.Parse<MeasureUnit>(node.Choice("unit", units), ignoreCase: true),
            Label = node.Bilingual("label"),
            Description = node.Bilingual("description"),
            Sort = node.Whole("sort"),
            Definition = definition,
        };
        node.Close();
        return measure;
    }

    /// <summary>One side of a ratio: <c>{count: referrals}</c>, <c>{sum: quantity}</c> or <c>{distinct: company_id}</c>, each with a <c>where</c> of its own.</summary>
    private static Aggregate Side(DeclarationNode measure, string key, Fact fact, IReadOnlyList<Condition> common)
    {
        var node = DeclarationNode.Mapping(measure.Find(key) ?? throw new DeclarationException(measure.Line, new($"「{key}」がありません。", $"'{key}' is missing."), SideKinds));
        var named = SideKinds.FirstOrDefault(node.Has) ?? throw new DeclarationException(node.Line, new("何を数えるかがありません。", "What is counted is missing."), SideKinds);
        var kind = (MeasureKind)Array.IndexOf(SideKinds, named);
        var value = kind == MeasureKind.Count ? null : Column(node, named, fact, ValueKinds(kind));
        if (kind == MeasureKind.Count)
        {
            node.Choice(named, [fact.Name]);
        }

        var where = node.Find("where") is { } conditions ? ConditionReader.Read(conditions, fact, ofStock: false) : [];
        node.Close();
        return new Aggregate(kind, value, [.. common, .. where]);
    }

    /// <summary>A number of days, e.g. <c>365d</c>.</summary>
    private static int Days(YamlNode node) =>
        DeclarationNode.Scalar(node) is [.. var number, 'd'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= ConditionReader.MostDays
            ? days
            : throw DeclarationNode.Fault(node, new("日数は「365d」のように書いてください。", "A number of days is written like 365d."), ["365d"]);

    private static FactColumnKind[] ValueKinds(MeasureKind kind) => kind == MeasureKind.Sum ? [FactColumnKind.Number, FactColumnKind.Money] : [FactColumnKind.Identity];

    private static FactColumn Column(DeclarationNode node, string key, Fact fact, FactColumnKind[] kinds) =>
        fact.Column(node.Choice(key, [.. fact.Columns.Where(c => kinds.Contains(c.Kind)).Select(c => c.Name)]))!;
}
