namespace Analytics.Sql.Model;

/// <summary>What is asked of a measure: itself, its target, how far the target is attained, or itself a fiscal year before.</summary>
public enum MeasureFacet { Plain, Target, TargetAttainment, Previous }

/// <summary>A measure as a question names it, e.g. <c>outcomes.target</c>.</summary>
public sealed record MeasureRequest(string Name, MeasureDeclaration Measure, MeasureFacet Facet)
{
    /// <summary>Suffixes after the measure's name, by facet.</summary>
    public static readonly IReadOnlyDictionary<string, MeasureFacet> Suffixes = new Dictionary<string, MeasureFacet>
    {
        ["target"] = MeasureFacet.Target,
        ["target_attainment"] = MeasureFacet.TargetAttainment,
        ["previous"] = MeasureFacet.Previous,
    };

    /// <summary>The request that <paramref name="name"/> stands for, or null where the catalogue has no such measure.</summary>
    public static MeasureRequest? Find(ModelCatalog catalog, string name)
    {
        var parts = name.Split('.', 2);
        var facet = MeasureFacet.Plain;
        return catalog.Measures.TryGetValue(parts[0], out var measure) && (parts.Length == 1 || Suffixes.TryGetValue(parts[1], out facet))
            ? new MeasureRequest(name, measure, facet)
            : null;
    }

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> AllNames(ModelCatalog catalog) =>
        [.. catalog.Measures.Keys.SelectMany(name => Suffixes.Keys.Select(suffix => $"{name}.{suffix}").Prepend(name))];

    internal MeasureColumn Column(FiscalCalendar calendar) => new(
        Name, Measure.Name, LabelFor(calendar), DescriptionFor(),
        Facet == MeasureFacet.TargetAttainment ? MeasureUnit.Percent : Measure.Unit,
        Measure.Time == TimeBasis.Cohort ? "cohort" : "event", Measure.Definition);

    private Bilingual LabelFor(FiscalCalendar calendar) => Facet switch
    {
        MeasureFacet.Target => new($"{Measure.Label.Ja}（目標）", $"{Measure.Label.En} (target)"),
        MeasureFacet.TargetAttainment => new($"{Measure.Label.Ja}（目標達成率）", $"{Measure.Label.En} (target attainment)"),
        MeasureFacet.Previous => new($"{Measure.Label.Ja}（{(calendar.StartMonth == 1 ? "前年" : "前年度")}）", $"{Measure.Label.En} (year before)"),
        _ => Measure.Label,
    };

    private Bilingual DescriptionFor() => Facet switch
    {
        MeasureFacet.Target => new(
            $"目標値表の値。年度・指標・地域・クラスターがちょうど一致する目標だけを示し、足し合わせも按分もしない。指標：{Measure.Description.Ja}",
            $"From the target sheet, only where fiscal year, measure, region and cluster are exactly those asked for; targets are never added up or split. The measure: {Measure.Description.En}"),
        MeasureFacet.TargetAttainment => new(
            $"実績÷目標（％）。目標がちょうどその単位で立てられている場合だけ。目標がないか0なら該当なし。途中の年度は暫定値。指標：{Measure.Description.Ja}",
            $"The figure divided by its target, in percent, only at exactly the target's grain; no target or 0: not applicable; provisional while the year runs. The measure: {Measure.Description.En}"),
        MeasureFacet.Previous => new($"1年前の同じ期間の値。{Measure.Description.Ja}", $"The same figure one year before. {Measure.Description.En}"),
        _ => Measure.Description,
    };
}
