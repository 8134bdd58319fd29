using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>Notes on conflicting targets, shown beside every figure involved.</summary>
internal sealed class TargetNotes(Question question, DatasetState dataset, IReadOnlyList<RowKey> rows, Targets targets)
{
    // At most this many conflicts are described; the rest are only counted.
    private const int Named = 3;

    public IEnumerable<Note> All()
    {
        if (targets.Conflicts.Count == 0)
        {
            yield break;
        }

        var shown = rows.Cast<RowKey?>().Append(null).Select(row => TargetGrain.Of(question, row)).OfType<TargetGrain>().ToHashSet();
        foreach (
            var measure in question
                .Measures.Where(m => m.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment)
                .Select(m => m.Measure)
                .Distinct()
                .Where(m => m.IsAdditive)
        )
        {
            var conflicts = targets.Conflicts.Where(c => c.Measure == measure.Name && c.Grains.Any(shown.Contains)).ToList();
            if (conflicts.Count > 0)
            {
                decimal[] figures = [.. conflicts.Take(Named).SelectMany(c => new[] { c.Parts, c.Whole })];
                var isMoney = measure.Unit == MeasureUnit.Currency;
                yield return FigureNote.Of(
                    "targets_disagree",
                    measure.Name,
                    isMoney ? MeasureUnit.Currency : null,
                    dataset.Currency,
                    NoteWords.Of(question, measure with { Label = FigureNote.Literal(measure.Label) }, Text(conflicts)),
                    [.. isMoney ? figures.Select(dataset.MajorUnits) : figures]
                ) with
                {
                    Measure = measure.Name,
                };
            }
        }
    }

    private Bilingual Text(List<TargetConflict> conflicts)
    {
        var named = conflicts.Take(Named).Select((conflict, index) => Text(conflict, 2 * index)).ToList();
        var more = conflicts.Count > Named ? new Bilingual($"；ほか{conflicts.Count - Named}組", $"; and {conflicts.Count - Named} more") : new("", "");
        return new(
            $"目標値どうしが一致しません（{string.Join("；", named.Select(n => n.Ja))}{more.Ja}）。",
            $"The targets do not agree ({string.Join("; ", named.Select(n => n.En))}{more.En})."
        );
    }

    /// <summary>Describes one conflict; its figures fill the placeholders from <paramref name="place"/> on.</summary>
    private Bilingual Text(TargetConflict conflict, int place)
    {
        var year = dataset.Calendar.YearLabel(conflict.FiscalYear);
        var (region, cluster) = (FigureNote.Literal(conflict.RegionLabel), FigureNote.Literal(conflict.ClusterLabel));
        var (parts, whole) = ($"{{{place}}}", $"{{{place + 1}}}");
        return (conflict.IsOfCluster, conflict.Region, conflict.Cluster) switch
        {
            (true, "", _) => new(
                $"{year.Ja}は{cluster.Ja}の目標が{parts}、全体の目標が{whole}",
                $"{year.En}: that of {cluster.En} is {parts}, that of the whole {whole}"
            ),
            (true, _, _) => new(
                $"{year.Ja}は{region.Ja}のうち{cluster.Ja}の目標が{parts}、{region.Ja}全体の目標が{whole}",
                $"{year.En}: that of {cluster.En} in {region.En} is {parts}, that of all {region.En} {whole}"
            ),
            (false, "", "") => new(
                $"{year.Ja}は地域別の目標の合計が{parts}、全体の目標が{whole}",
                $"{year.En}: those of the regions add up to {parts}, that of the whole is {whole}"
            ),
            (false, _, "") => new(
                $"{year.Ja}は{region.Ja}の内訳の目標の合計が{parts}、{region.Ja}の目標が{whole}",
                $"{year.En}: those within {region.En} add up to {parts}, that of {region.En} is {whole}"
            ),
            (false, "", _) => new(
                $"{year.Ja}は{cluster.Ja}の地域別の目標の合計が{parts}、{cluster.Ja}全体の目標が{whole}",
                $"{year.En}: those of the regions for {cluster.En} add up to {parts}, that of all {cluster.En} is {whole}"
            ),
            _ => new(
                $"{year.Ja}は{region.Ja}のうち{cluster.Ja}の内訳の目標の合計が{parts}、その全体の目標が{whole}",
                $"{year.En}: those within {region.En} for {cluster.En} add up to {parts}, that of their whole is {whole}"
            ),
        };
    }
}
