using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>Reads one measure's declaration. It may name only facts, their columns and their dimensions.</summary>
internal static class MeasureReader
{
    private static readonly string[] Kinds = ["count", "sum", "distinct", "ratio", "stock", "incidence", "quotient", "quantile"];
    private static readonly string[] SideKinds = Kinds[..3];
    private static readonly string[] Units = ["cases", "companies", "people", "meetings", "currency", "percent", "days", "years", "ratio"];
    private static readonly string[] Times = ["event", "cohort"];

    /// <exception cref="DeclarationException">The declaration is invalid.</exception>
    public static MeasureDeclaration Read(string name, string text, string definition)
    {
        var node = DeclarationNode.Parse(text);
        var kind = (MeasureKind)Array.IndexOf(Kinds, node.Choice("kind", Kinds));
        var factName = node.Choice("fact", [.. Fact.All.Select(f => f.Name)]);
        var isOfSomething = node.Faults == 0;
        var (label, description, sort) = (node.Bilingual("label"), node.Bilingual("description"), node.Whole("sort"));
        if (!isOfSomething || !node.Read(() => IsOfItsKind(node, Fact.All.Single(f => f.Name == factName), kind), false))
        {
            node.Stop();
        }

        var (fact, before) = (Fact.All.Single(f => f.Name == factName), node.Faults);
        FactColumn? value = kind switch
        {
            MeasureKind.Sum or MeasureKind.Distinct => Column(node, "value", fact, ValueKinds(kind)),
            MeasureKind.Quantile => fact.Column(
                node.Choice(
                    "value",
                    [.. fact.Columns.Where(c => c.Kind is FactColumnKind.Number or FactColumnKind.Money && c.Milestones.Count == 0).Select(c => c.Name)]
                )
            ),
            _ => null,
        };
        var knownOf = kind == MeasureKind.Sum && node.Has("known_of") ? Column(node, "known_of", fact, [FactColumnKind.Money]) : null;
        // The valid unit depends on what is summed; if that is invalid, accept any unit.
        var isOfKnownValue = node.Faults == before;
        var where = node.Read(
            () => node.Find("where") is { } conditions ? ConditionReader.Read(conditions, fact, ofStock: kind == MeasureKind.Stock) : [],
            null
        );
        // Engagements and outcomes have no referral date of their own, so a fact has just one basis. It is still declared, for readability.
        node.Read(() => HoldsOneKind(node, fact, where), false);
        var time = node.Choice("time", [Times[(int)fact.Time]]);
        var incidence = kind == MeasureKind.Incidence ? node.Read(() => Incidence(node, fact), null) : null;
        string[] units = kind switch
        {
            _ when !isOfKnownValue => Units,
            MeasureKind.Ratio => ["percent"],
            MeasureKind.Quotient => ["ratio"],
            MeasureKind.Incidence => incidence is null ? ["years", "days"] : [incidence.Event.IsInYears ? "years" : "days"],
            MeasureKind.Quantile when value!.Kind == FactColumnKind.Number => [.. Units[..4], "days"],
            _ => value?.Kind == FactColumnKind.Money ? ["currency"] : Units[..4],
        };
        var measure = new MeasureDeclaration
        {
            Name = name,
            Kind = kind,
            Fact = fact,
            Value = value,
            KnownOf = knownOf,
            Numerator = kind == MeasureKind.Ratio ? node.Read(() => Side(node, "numerator", fact, where ?? []), null) : null,
            Denominator = kind == MeasureKind.Ratio ? node.Read(() => Side(node, "denominator", fact, where ?? []), null) : null,
            Incidence = incidence,
            Share = kind == MeasureKind.Quantile ? node.Read<decimal?>(() => Share(node), null) : null,
            Quotient = kind == MeasureKind.Quotient ? node.Read(() => Quotient(node, fact), null) : null,
            MatureAfter =
                kind is MeasureKind.Ratio or MeasureKind.Quotient && fact.Time == TimeBasis.Cohort && node.Find("mature_after") is { } days
                    ? node.Read<int?>(() => Days(days), null)
                    : null,
            Where = where ?? [],
            Time = time == "cohort" ? TimeBasis.Cohort : TimeBasis.Event,
            Unit = Enum.Parse<MeasureUnit>(node.Choice("unit", units), ignoreCase: true),
            Label = label,
            Description = description,
            Sort = sort,
            Definition = definition,
            Parts = node.Read(() => node.Find("parts") is { } parts ? Labels(parts) : [], []),
        };
        measure = measure with { OfWhich = node.Read(() => node.Find("of_which") is { } ofWhich ? OfWhich(ofWhich, measure) : null, null) };
        node.Close();
        return measure;
    }

    /// <summary>
    /// Rows of a published table are not cases: their number only shows how finely the table is broken down, and figures of different indicators do
    /// not add up. They are therefore summed, one indicator at a time.
    /// </summary>
    private static bool IsOfItsKind(DeclarationNode node, Fact fact, MeasureKind kind) =>
        fact.AddsWithin is null || kind == MeasureKind.Sum
            ? true
            : throw DeclarationNode.Fault(
                node.Find("kind")!,
                new(
                    $"{fact.Name} の行は公表された集計値で、案件ではありません。行の数には意味がないので、合計だけができます。",
                    $"Rows of {fact.Name} are published aggregates, not cases: their number says nothing, so they are only summed."
                ),
                ["sum"]
            );

    private static bool HoldsOneKind(DeclarationNode node, Fact fact, IReadOnlyList<Condition>? where)
    {
        if (fact.AddsWithin is not { } column || where is null)
        {
            return true;
        }

        if (!where.Any(c => c.Attribute == column && c.Comparison == ComparisonKind.In))
        {
            var reason = new Bilingual(
                $"「where」に「{column}」が必要です。{fact.Name} の値は、違う指標どうしでは足せません（域内総生産と特許件数など）。",
                $"'where' must hold '{column}': values of {fact.Name} add up within one indicator and never over several, such as GVA and patents."
            );
            throw node.Find("where") is { } conditions
                ? DeclarationNode.Fault(conditions, reason, [$"{column}: <code>"])
                : new DeclarationException(node.Line, reason, [$"{column}: <code>"]);
        }

        return true;
    }

    private static Dictionary<string, Bilingual> Labels(YamlNode parts) =>
        DeclarationNode
            .Each(DeclarationNode.Mapping(parts).Entries, part => KeyValuePair.Create(part.Key, DeclarationNode.Bilingual(part.Value)))
            .ToDictionary(StringComparer.Ordinal);

    /// <summary>The rows of a count or sum that a note points out: <c>{where: {state: cancelled}, label: …}</c>.</summary>
    private static NotedPart OfWhich(YamlNode declared, MeasureDeclaration measure)
    {
        if (!measure.IsAdditive)
        {
            throw DeclarationNode.Fault(
                declared,
                new("「of_which」は件数と合計だけで使えます。", "Only a count or a sum has an 'of_which'."),
                ["count", "sum"]
            );
        }

        var node = DeclarationNode.Mapping(declared);
        var where = ConditionReader.Read(
            node.Find("where") ?? throw new DeclarationException(node.Line, new("「where」がありません。", "'where' is missing."), []),
            measure.Fact,
            ofStock: false
        );
        var label = node.Bilingual("label");
        node.Close();
        return new NotedPart(label, measure with { Name = $"{measure.Name}/of_which", KnownOf = null, Where = [.. measure.Where, .. where] });
    }

    /// <summary>
    /// One side of a ratio: <c>{count: referrals}</c>, <c>{sum: quantity}</c> or <c>{distinct: company_id}</c>, each with its own <c>where</c>.
    /// </summary>
    private static Aggregate Side(DeclarationNode measure, string key, Fact fact, IReadOnlyList<Condition> common)
    {
        var node = DeclarationNode.Mapping(
            measure.Find(key) ?? throw new DeclarationException(measure.Line, new($"「{key}」がありません。", $"'{key}' is missing."), SideKinds)
        );
        var named =
            SideKinds.FirstOrDefault(node.Has)
            ?? throw new DeclarationException(node.Line, new("何を数えるかがありません。", "What is counted is missing."), SideKinds);
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

    /// <summary>The columns with the days to one milestone, and the share of the cohort to reach.</summary>
    private static IncidenceDeclaration Incidence(DeclarationNode node, Fact fact)
    {
        string[] milestones = [.. fact.Columns.Where(c => c is { Kind: FactColumnKind.Number, Milestones.Count: 1 }).Select(c => c.Name)];
        var named = node.Choice("event", milestones);
        node.Stop();
        var awaited = fact.Column(named)!;
        var competing = node.OptionalChoice(
            "competing",
            [.. milestones.Where(name => name != awaited.Name && fact.Column(name)!.IsInYears == awaited.IsInYears)]
        );
        return new IncidenceDeclaration(awaited, competing is null ? null : fact.Column(competing), Share(node));
    }

    private static decimal Share(DeclarationNode node)
    {
        var share =
            node.Find("share")
            ?? throw new DeclarationException(node.Line, new("「share」（0と1の間）がありません。", "'share', between 0 and 1, is missing."), ["0.5"]);
        return
            decimal.TryParse(DeclarationNode.Scalar(share), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 1
            ? number
            : throw DeclarationNode.Fault(share, new("0より大きく1以下の数が必要です。", "A number above 0 and up to 1 is needed here."), ["0.5"]);
    }

    private static QuotientDeclaration Quotient(DeclarationNode node, Fact fact)
    {
        string[] amounts = [.. fact.Columns.Where(c => c.Kind == FactColumnKind.Money).Select(c => c.Name)];
        var parts =
            node.Find("part")
            ?? throw new DeclarationException(
                node.Line,
                new("「part」（金額の列）がありません。", "'part', a column of amounts or several, is missing."),
                amounts
            );
        IReadOnlyList<FactColumn> columns =
        [
            .. (parts is YamlSequenceNode list ? list.Children : [parts]).Select(part => fact.Column(DeclarationNode.OneOf(part, amounts))!),
        ];
        var quotient = new QuotientDeclaration(
            columns,
            fact.Column(node.Choice("base", amounts))!,
            Column(node, "each", fact, [FactColumnKind.Identity]),
            node.Whole("fewest")
        );
        return columns.Count > 0 && quotient.Fewest > 0
            ? quotient
            : throw DeclarationNode.Fault(
                parts,
                new("「part」は一つ以上、「fewest」は1以上が必要です。", "At least one 'part' and a 'fewest' of at least 1 are needed."),
                amounts
            );
    }

    /// <summary>A number of days, e.g. <c>365d</c>.</summary>
    private static int Days(YamlNode node) =>
        DeclarationNode.Scalar(node) is [.. var number, 'd']
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days <= ConditionReader.MostDays
            ? days
            : throw DeclarationNode.Fault(node, new("日数は「365d」のように書いてください。", "A number of days is written like 365d."), ["365d"]);

    private static FactColumnKind[] ValueKinds(MeasureKind kind) =>
        kind == MeasureKind.Sum ? [FactColumnKind.Number, FactColumnKind.Money] : [FactColumnKind.Identity];

    private static FactColumn Column(DeclarationNode node, string key, Fact fact, FactColumnKind[] kinds) =>
        fact.Column(node.Choice(key, [.. fact.Columns.Where(c => kinds.Contains(c.Kind)).Select(c => c.Name)]))!;
}
