using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>What is requested of a measure.</summary>
public enum MeasureFacet
{
    /// <summary>The measure itself.</summary>
    Plain,
    Target,
    TargetAttainment,

    /// <summary>The value for the same period a year before.</summary>
    Previous,

    /// <summary>The difference from the year before, in the measure's unit (for a rate: points); not for a running period.</summary>
    Change,

    /// <summary>The change in percent of the year before; not for a base below 10, nor for rates, medians and quotients.</summary>
    ChangePercent,

    /// <summary>The row in percent of the recomputed total; for additive measures with slicers that do not overlap.</summary>
    Share,

    /// <summary>
    /// The sum of the rows up to this one over time: within the fiscal year for quarters and months, else from the answer's first year. For additive
    /// measures.
    /// </summary>
    Running,

    /// <summary>The value up to <c>data_through</c>, for comparison with <see cref="PreviousToDate"/>.</summary>
    ToDate,

    /// <summary>The value of the year before up to the same point; for a complete period, that of the whole period.</summary>
    PreviousToDate,

    /// <summary>
    /// The value per 1,000 establishments of the same region, industry and year, if all of these are known; not for rates, medians and quotients.
    /// </summary>
    Per1000Establishments,
}

/// <summary>A measure as named in a question, e.g. <c>outcomes.target</c>.</summary>
public sealed record MeasureRequest(string Name, MeasureDeclaration Measure, MeasureFacet Facet)
{
    /// <summary>Suffixes after the measure's name, by facet.</summary>
    public static readonly IReadOnlyDictionary<string, MeasureFacet> Suffixes = new Dictionary<string, MeasureFacet>
    {
        ["target"] = MeasureFacet.Target,
        ["target_attainment"] = MeasureFacet.TargetAttainment,
        ["previous"] = MeasureFacet.Previous,
        ["change"] = MeasureFacet.Change,
        ["change_percent"] = MeasureFacet.ChangePercent,
        ["share"] = MeasureFacet.Share,
        ["running"] = MeasureFacet.Running,
        ["to_date"] = MeasureFacet.ToDate,
        ["previous_to_date"] = MeasureFacet.PreviousToDate,
        ["per_1000_establishments"] = MeasureFacet.Per1000Establishments,
    };

    /// <summary>The request that <paramref name="name"/> stands for, as worded by a dataset; null if the catalog has no such measure.</summary>
    public static MeasureRequest? Find(ModelCatalog catalog, string name, string dataset)
    {
        var parts = name.Split('.', 2);
        var facet = MeasureFacet.Plain;
        return catalog.Measures.TryGetValue(parts[0], out var measure) && (parts.Length == 1 || Suffixes.TryGetValue(parts[1], out facet))
            ? new MeasureRequest(name, catalog.MeasureOf(dataset, measure.Name), facet)
            : null;
    }

    /// <summary>Every name that <see cref="Find"/> accepts.</summary>
    public static IReadOnlyList<string> AllNames(ModelCatalog catalog) =>
        [.. catalog.Measures.Keys.SelectMany(name => Suffixes.Keys.Select(suffix => $"{name}.{suffix}").Prepend(name))];

    internal MeasureColumn Column(FiscalCalendar calendar) =>
        new(Name, Measure.Name, LabelFor(calendar), DescriptionFor(), UnitOf(), Measure.TimeName, Measure.Definition);

    /// <summary>Computed from the plain figure of the question's own period.</summary>
    internal bool IsOfNow => Facet is not (MeasureFacet.Target or MeasureFacet.Previous or MeasureFacet.PreviousToDate);

    /// <summary>What to read for it: the request itself and, for the question's own period, the part that its note points out.</summary>
    internal IEnumerable<MeasureRequest> WithPartOfIt =>
        IsOfNow && Measure.OfWhich is { } part ? [this, new(part.Measure.Name, part.Measure, MeasureFacet.Plain)] : [this];

    /// <summary>Needs the whole year before.</summary>
    internal bool IsOfYearBefore => Facet is MeasureFacet.Previous or MeasureFacet.Change or MeasureFacet.ChangePercent;

    private MeasureUnit UnitOf() =>
        Facet switch
        {
            MeasureFacet.TargetAttainment or MeasureFacet.ChangePercent or MeasureFacet.Share => MeasureUnit.Percent,
            MeasureFacet.Per1000Establishments when Measure.Unit != MeasureUnit.Currency => MeasureUnit.PerThousand,
            _ => Measure.Unit,
        };

    private Bilingual LabelFor(FiscalCalendar calendar) =>
        Facet switch
        {
            MeasureFacet.Target => new($"{Measure.Label.Ja}（目標）", $"{Measure.Label.En} (target)"),
            MeasureFacet.TargetAttainment => new($"{Measure.Label.Ja}（目標達成率）", $"{Measure.Label.En} (target attainment)"),
            MeasureFacet.Previous => new($"{Measure.Label.Ja}（{(calendar.StartMonth == 1 ? "前年" : "前年度")}）", $"{Measure.Label.En} (year before)"),
            MeasureFacet.Change => new($"{Measure.Label.Ja}（{(calendar.StartMonth == 1 ? "前年差" : "前年度差")}）", $"{Measure.Label.En} (change)"),
            MeasureFacet.ChangePercent => new(
                $"{Measure.Label.Ja}（{(calendar.StartMonth == 1 ? "前年比" : "前年度比")}増減率）",
                $"{Measure.Label.En} (change in percent)"
            ),
            MeasureFacet.Share => new($"{Measure.Label.Ja}（構成比）", $"{Measure.Label.En} (share of total)"),
            MeasureFacet.Running => new($"{Measure.Label.Ja}（累計）", $"{Measure.Label.En} (running total)"),
            MeasureFacet.ToDate => new($"{Measure.Label.Ja}（基準日まで）", $"{Measure.Label.En} (to date)"),
            MeasureFacet.PreviousToDate => new(
                $"{Measure.Label.Ja}（{(calendar.StartMonth == 1 ? "前年" : "前年度")}同時点）",
                $"{Measure.Label.En} (year before, to the same point)"
            ),
            MeasureFacet.Per1000Establishments => new($"{Measure.Label.Ja}（事業所1,000か所あたり）", $"{Measure.Label.En} (per 1,000 establishments)"),
            _ => Measure.Label,
        };

    private Bilingual DescriptionFor() =>
        Facet switch
        {
            MeasureFacet.Target => new(
                $"目標値表の値。年度・指標・地域・クラスターがちょうど一致する目標だけを示し、足し合わせも按分もしない。指標：{Measure.Description.Ja}",
                $"From the target sheet, only where fiscal year, measure, region and cluster are exactly those asked for; targets are never added up or split. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.TargetAttainment => new(
                $"実績÷目標（％）。目標がちょうどその単位で立てられている場合だけ。目標がないか0なら該当なし。途中の年度は暫定値。指標：{Measure.Description.Ja}",
                $"The figure divided by its target, in percent, only at exactly the target's grain; no target or 0: not applicable; provisional while the year runs. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.Previous => new($"1年前の同じ期間の値。{Measure.Description.Ja}", $"The same figure one year before. {Measure.Description.En}"),
            MeasureFacet.Change => new(
                $"1年前の同じ期間との差（率ではポイント差）。途中の期間とは比べない。指標：{Measure.Description.Ja}",
                $"The difference to the same period one year before (of a rate in points); not of a period that still runs. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.ChangePercent => new(
                $"1年前の同じ期間との差÷1年前の値（％）。1年前が10に満たなければ示さない。途中の期間とは比べない。指標：{Measure.Description.Ja}",
                $"The difference to the same period one year before, in percent of it; not on a base under 10, and not of a period that still runs. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.Share => new(
                $"数え直した総数に占める割合（％）。行が重なる切り口では示さない。指標：{Measure.Description.Ja}",
                $"In percent of the total, which is counted anew; not where rows overlap. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.Running => new(
                $"時間の順にその行まで足した値。四半期・月では年度ごとに始めから、年度では答えの最初の年度から足す。指標：{Measure.Description.Ja}",
                $"The sum of the rows up to this one in the order of time: quarters and months from the start of their fiscal year, years from the answer's first one. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.ToDate => new(
                $"データの基準日までの値。1年前の同時点の値と並べるため。指標：{Measure.Description.Ja}",
                $"The figure up to the last day of the data, to stand beside the year before at the same point. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.PreviousToDate => new(
                $"1年前の同じ期間の、基準日の1年前までの値。終わった期間ではその全体。指標：{Measure.Description.Ja}",
                $"The same period one year before, up to one year before the last day of the data; of a complete period the whole. The measure: {Measure.Description.En}"
            ),
            MeasureFacet.Per1000Establishments => new(
                $"値÷同じ年度・地域・産業の事業所数×1,000。一つの年度で、その地域と産業の事業所数がすべて分かる場合だけ。指標：{Measure.Description.Ja}",
                $"The figure divided by the establishments of the same fiscal year, region and industry, times 1,000; only for a single year, and where all establishments of that region and industry are known. The measure: {Measure.Description.En}"
            ),
            _ => Measure.Description,
        };
}
