using System.Globalization;

namespace Analytics.Sql.Model;

/// <summary>Remarks that an answer must not go without.</summary>
internal sealed class Notes(Question question, DatasetState dataset, Figures figures, IReadOnlyList<RowKey> rows)
{
    public IEnumerable<Note> All()
    {
        var measures = question.Measures.Where(m => m.Facet is MeasureFacet.Plain or MeasureFacet.TargetAttainment).Select(m => m.Measure)
            .Distinct().Where(m => dataset.Has(m.Fact) && question.AppliesTo(m.Fact)).ToList();
        return measures.SelectMany(Overlap).Concat(measures.SelectMany(Unmatched)).Concat(measures.SelectMany(KnownOf)).Concat(YearPassed())
            .Concat(question.Measures.Select(m => m.Measure).Distinct().SelectMany(Restated));
    }

    private IEnumerable<Note> Overlap(MeasureDeclaration measure)
    {
        if (measure.IsAdditive && question.By.Any(s => s.Overlaps))
        {
            var (sum, total) = (figures.SumOverRows(measure.Name), figures.Of(null, measure.Name).Value ?? 0);
            if (sum != total)
            {
                var (sumText, totalText) = (Number(measure, sum), Number(measure, total));
                yield return new Note("overlap", Of(measure, new($"行は重複します：行の合計 {sumText}、総数 {totalText}", $"rows overlap: sum {sumText}, total {totalText}")));
            }
        }
    }

    private IEnumerable<Note> Unmatched(MeasureDeclaration measure)
    {
        var figure = figures.Of(null, measure.Name);
        if (measure.Kind == MeasureKind.Distinct && figure.Rows > figure.Known)
        {
            var unmatched = figure.Rows - figure.Known;
            yield return new Note("unmatched", Of(measure, new(
                Text($"名寄せできない{unmatched}社を1件ごとに1社と数えています"), Text($"{unmatched} unmatched, each counted as a company of its own"))));
        }
    }

    private IEnumerable<Note> KnownOf(MeasureDeclaration measure)
    {
        var figure = figures.Of(null, measure.Name);
        if (measure.KnownOf is not null && figure.Rows > 0)
        {
            yield return new Note("known", Of(measure, new(
                Text($"契約{figure.Rows}件のうち{figure.Known}件について分かっています"), Text($"known for {figure.Known} of {figure.Rows} contracts"))));
        }
    }

    /// <summary>A changed definition restates what was published, even where no row changed.</summary>
    private IEnumerable<Note> Restated(MeasureDeclaration measure)
    {
        if (dataset.Definitions.TryGetValue(measure.Name, out var definition) && definition != measure.Definition)
        {
            yield return new Note("restated", Of(measure, new(
                Text($"公開版{dataset.Publication}のあとで定義が変わりました（当時 {definition}、現在 {measure.Definition}）"),
                Text($"the definition has changed since publication {dataset.Publication} (then {definition}, now {measure.Definition})"))));
        }
    }

    /// <summary>How much of the running year has passed, beside a target's attainment.</summary>
    private IEnumerable<Note> YearPassed()
    {
        if (dataset.DataThrough is not { } through || question.Measures.All(m => m.Facet != MeasureFacet.TargetAttainment))
        {
            yield break;
        }

        var year = dataset.Calendar.YearOf(through);
        var (first, last) = (dataset.Calendar.FirstDay(year), dataset.Calendar.LastDay(year));
        if (through < last && rows.Cast<RowKey?>().Append(null).Any(row => TargetGrain.Of(question, row)?.FiscalYear == year))
        {
            var share = 100m * (through.DayNumber - first.DayNumber + 1) / (last.DayNumber - first.DayNumber + 1);
            var label = dataset.Calendar.YearLabel(year);
            var text = Math.Round(share, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);
            yield return new Note("year_passed", new($"{label.Ja}は{text}％が経過（{through:yyyy-MM-dd}まで）", $"{text} % of {label.En} has passed (to {through:yyyy-MM-dd})"));
        }
    }

    private string Number(MeasureDeclaration measure, decimal value) =>
        (measure.Unit == MeasureUnit.Currency ? dataset.MajorUnits(value) : value).ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>Says which measure is meant where several are asked.</summary>
    private Bilingual Of(MeasureDeclaration measure, Bilingual text) =>
        question.Measures.Count == 1 ? text : new($"{measure.Label.Ja}：{text.Ja}", $"{measure.Label.En}: {text.En}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
