using Analytics.Sql.Model.Questions;
using static Analytics.Sql.Model.Answers.NoteWords;

namespace Analytics.Sql.Model.Answers;

/// <summary>Notes on comparisons, targets and shares: which are omitted and why, and how much of a running period has passed.</summary>
internal sealed class ComparisonNotes(Question question, DatasetState dataset, IReadOnlyList<RowKey> rows, AnswerCells cells)
{
    public IEnumerable<Note> All() => YearPassed().Concat(question.Measures.SelectMany(WithoutComparison)).Concat(ToDate());

    /// <summary>Says why a comparison, share or running total is omitted.</summary>
    private IEnumerable<Note> WithoutComparison(MeasureRequest request)
    {
        var measure = request.Measure;
        if (!dataset.Has(measure) || !question.AppliesTo(measure))
        {
            yield break;
        }

        var plain = new MeasureRequest(measure.Name, measure, MeasureFacet.Plain);
        var all = rows.Cast<RowKey?>().Append(null).ToList();
        switch (request.Facet)
        {
            case MeasureFacet.Share or MeasureFacet.Running when !measure.IsAdditive:
                yield return About(
                    question,
                    "not_additive",
                    measure,
                    new(
                        "内訳を足し合わせられない指標のため、構成比と累計は示していません。",
                        "Its parts do not add up: there is no share of total and no running total."
                    )
                );
                break;
            case MeasureFacet.Share when question.By.Any(s => s.Overlaps):
                yield return About(
                    question,
                    "share_of_overlapping",
                    measure,
                    new("行が重複を含むため、構成比は示していません。", "Rows overlap: there is no share of total.")
                );
                break;
            case MeasureFacet.Change or MeasureFacet.ChangePercent:
                if (all.Any(row => AnswerCells.IsOfPart(measure, cells.Of(plain, row))))
                {
                    yield return About(
                        question,
                        "running_period",
                        measure,
                        new(
                            $"途中の期間（{dataset.DataThrough:yyyy-MM-dd}まで）は、前年と比較していません。",
                            $"A period that is not over (to {dataset.DataThrough:yyyy-MM-dd}) is not compared with a whole one."
                        )
                    );
                }

                if (
                    request.Facet == MeasureFacet.ChangePercent
                    && all.Any(row =>
                        cells.Of(request with { Facet = MeasureFacet.Change }, row).Value is not null
                        && cells.Of(request with { Facet = MeasureFacet.Previous }, row).Value < AnswerCells.SmallBase
                    )
                )
                {
                    yield return About(
                        question,
                        "small_base",
                        measure,
                        new(
                            Text($"前年が{AnswerCells.SmallBase}に満たないものは、差だけを示しています。"),
                            Text($"Where the year before is under {AnswerCells.SmallBase}, there is a difference and no percentage.")
                        )
                    );
                }

                break;
        }
    }

    private IEnumerable<Note> ToDate()
    {
        var requests = question.Measures.Where(m => m.Facet == MeasureFacet.PreviousToDate).ToList();
        if (dataset.DataThrough is not { } through || requests.Count == 0)
        {
            yield break;
        }

        var all = rows.Cast<RowKey?>().Append(null).ToList();
        if (requests.Any(m => all.Any(row => cells.Of(m with { Facet = MeasureFacet.ToDate }, row).State == CellState.Provisional)))
        {
            var then = StockDays.YearBefore(through);
            yield return new Note(
                "to_date",
                new(
                    $"{through:yyyy-MM-dd}までの値を、1年前の{then:yyyy-MM-dd}までの値と比較しています。",
                    $"To {through:yyyy-MM-dd}, against {then:yyyy-MM-dd} one year before."
                )
            );
        }

        foreach (var measure in requests.Select(m => m.Measure).Where(measure => all.Any(row => cells.IsSometimeBefore(measure, row))))
        {
            yield return About(
                question,
                "only_year_known",
                measure,
                new(
                    "1年前の記録に年だけが分かるものがあるため、同じ時点では比較していません。",
                    "Some dates of the year before are known by their year only: there is no comparison at the same point."
                )
            );
        }
    }

    /// <summary>Says how much of the running year has passed, next to a target's attainment.</summary>
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
            var text = Percent(share);
            yield return new Note(
                "year_passed",
                new($"{label.Ja}は{text}％が経過しています（{through:yyyy-MM-dd}まで）。", $"{text} % of {label.En} has passed (to {through:yyyy-MM-dd}).")
            );
        }
    }
}
