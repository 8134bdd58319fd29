using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using static Analytics.Sql.Model.Answers.NoteWords;

namespace Analytics.Sql.Model.Answers;

/// <summary>The notes that must accompany an answer.</summary>
/// <param name="question">The question.</param>
/// <param name="dataset">The dataset.</param>
/// <param name="figures">The figures read.</param>
/// <param name="rows">The rows shown; notes cover no others.</param>
/// <param name="others">The cells of the row that collapses all others, if shown.</param>
/// <param name="cells">Computes the cells of any row.</param>
/// <param name="stockDays">The days at which stocks are taken.</param>
internal sealed class Notes(
    Question question,
    DatasetState dataset,
    Figures figures,
    IReadOnlyList<RowKey> rows,
    IReadOnlyList<Cell>? others,
    AnswerCells cells,
    StockDays stockDays
)
{
    /// <summary>Says that combinations without rows (value 0) are omitted.</summary>
    public static Note ZerosLeftOut { get; } =
        new(
            "zeros_left_out",
            new(
                Text($"組合せが{AnswerRows.MostCombinations:#,0}通りを超えるため、該当のない組合せ（0）は省いています。"),
                Text($"There are more than {AnswerRows.MostCombinations:#,0} combinations: those without a row, which are 0, are left out.")
            )
        );

    public IEnumerable<Note> All()
    {
        var measures = question.Measures.Where(m => m.IsOfNow).Select(m => m.Measure).Distinct().Where(m => dataset.Has(m) && question.AppliesTo(m)).ToList();
        return measures
            .SelectMany(Overlap)
            .Concat(measures.SelectMany(Unmatched))
            .Concat(measures.SelectMany(KnownOf))
            .Concat(measures.SelectMany(OfWhich))
            .Concat(measures.SelectMany(StockDay))
            .Concat(question.Measures.SelectMany(NotReached))
            .Concat(measures.SelectMany(Concentration))
            .Concat(new ApplicabilityNotes(question, dataset, rows).All())
            .Concat(new ComparisonNotes(question, dataset, rows, cells).All())
            .Concat(
                question
                    .Measures.Where(m => m.Facet != MeasureFacet.Target && m.Measure.MatureAfter is not null)
                    .GroupBy(m => m.Measure)
                    .SelectMany(m => Immature(m.Key, [.. m]))
            )
            .Concat(question.Measures.Select(m => m.Measure).Distinct().SelectMany(Restated));
    }

    private IEnumerable<Note> Overlap(MeasureDeclaration measure)
    {
        // A stock on one day counts cases like any other measure; over several days it does not add up.
        var isOfOneDay = measure.Kind == MeasureKind.Stock && question.By.All(s => s.Kind != SlicerKind.Time);
        if ((measure.IsAdditive || isOfOneDay) && question.By.Any(s => s.Overlaps))
        {
            var (sum, total) = (figures.SumOverRows(measure.Name), figures.Of(null, measure.Name).Value ?? 0);
            if (sum != total)
            {
                // Case counts need no unit.
                yield return OfFigures(
                    "overlap",
                    measure,
                    new("行は重複を含みます（行の合計 {0}、総数 {1}）。", "Rows overlap: sum {0}, total {1}."),
                    isBare: true,
                    sum,
                    total
                );
            }
        }
    }

    private IEnumerable<Note> Unmatched(MeasureDeclaration measure)
    {
        var figure = figures.Of(null, measure.Name);
        if (measure.Kind == MeasureKind.Distinct && figure.Rows > figure.Known)
        {
            var unmatched = figure.Rows - figure.Known;
            yield return About(
                question,
                "unmatched",
                measure,
                new(
                    Text($"名寄せできない{unmatched:#,0}社は、1件ごとに1社と数えています。"),
                    Text($"{unmatched:#,0} unmatched, each counted as a company of its own.")
                )
            );
        }
    }

    private IEnumerable<Note> KnownOf(MeasureDeclaration measure)
    {
        var figure = figures.Of(null, measure.Name);
        if (measure.KnownOf is not null && figure.Rows > 0)
        {
            yield return About(
                question,
                "known",
                measure,
                new(
                    Text($"契約{figure.Rows:#,0}件のうち、値が分かるのは{figure.Known:#,0}件です。"),
                    Text($"Known for {figure.Known:#,0} of {figure.Rows:#,0} contracts.")
                )
            );
        }
    }

    /// <summary>Explains a median without a value: fewer than half had reached the event by the last day of the data.</summary>
    private IEnumerable<Note> NotReached(MeasureRequest request)
    {
        if (request.Measure.Kind != MeasureKind.Incidence)
        {
            yield break;
        }

        // Cells of the collapsed row are in the order of the requested measures.
        var isOfOthers = others?[question.Measures.Index().First(m => m.Item == request).Index].IsNotReached == true;
        var (ofRows, ofTotals, shown) = (
            rows.Count(row => cells.Of(request, row).IsNotReached) + (isOfOthers ? 1 : 0),
            cells.Of(request, null).IsNotReached,
            rows.Count + (others is null ? 0 : 1)
        );
        if (ofRows > 0 || ofTotals)
        {
            var share = request.Measure.Incidence!.Share;
            var (ja, en) = share == 0.5m ? ("半数", "half") : ($"{Percent(100 * share)}％", $"{Percent(100 * share)} %");
            var (of, where) =
                question.By.Count == 0
                    ? ("", "")
                    : (
                        Text($"（{(ofRows > 0 ? $"{shown}行のうち{ofRows}行" : "")}{(ofRows > 0 && ofTotals ? "と" : "")}{(ofTotals ? "全体" : "")}）"),
                        ofRows == 0 ? " (all together)" : Text($" ({ofRows} of {shown} rows{(ofTotals ? ", and all together" : "")})")
                    );
            yield return About(
                question,
                "not_reached",
                request.Measure,
                new(
                    $"データの基準日までに達したものが{ja}に満たないため、値がありません{of}。",
                    $"Not reached by {en}: by the end of the data less than {en} had reached it{where}."
                )
            );
        }
    }

    /// <summary>How much of the figure comes from rows that readers may not expect in it, such as cancelled contracts.</summary>
    private IEnumerable<Note> OfWhich(MeasureDeclaration measure)
    {
        if (measure.OfWhich is { } part && figures.Of(null, part.Measure.Name).Value is { } value and not 0)
        {
            var label = FigureNote.Literal(part.Label);
            yield return OfFigures(
                "of_which",
                measure,
                new($"全体のうち{{0}}が{label.Ja}の分です。", $"The total includes {label.En}: {{0}}."),
                isBare: false,
                value
            );
        }
    }

    /// <summary>How much of a quotient comes from one company, and for how many cases anything was reported.</summary>
    private IEnumerable<Note> Concentration(MeasureDeclaration measure)
    {
        var request = new MeasureRequest(measure.Name, measure, MeasureFacet.Plain);
        if (
            measure.Kind != MeasureKind.Quotient
            || cells.Of(request, null).Value is null
            || figures.Of(null, measure.Name) is not { Quotient: { Part: > 0 } sums } figure
        )
        {
            yield break;
        }

        var largest = Percent(100 * sums.Largest / sums.Part);
        yield return About(
            question,
            "largest_company",
            measure,
            new(
                Text($"{sums.Companies:#,0}社の合計で、最大の1社が増加額の{largest}％を占めます。"),
                Text($"{sums.Companies:#,0} companies; the largest brought {largest} % of the added sales.")
            )
        );
        yield return About(
            question,
            "known",
            measure,
            new(
                Text($"契約のある紹介{figure.Rows:#,0}件のうち、売上増加額が分かるのは{figure.Known:#,0}件です。"),
                Text($"Added sales are known for {figure.Known:#,0} of {figure.Rows:#,0} referrals with a contract.")
            )
        );
        var ofRows = rows.Select(row => (Row: row, Cell: cells.Of(request, row), figures.Of(row, measure.Name).Quotient))
            .Where(r => r.Cell.Value is not null && r.Quotient is { Part: > 0 })
            .Select(r => (r.Row, Share: 100 * r.Quotient!.Largest / r.Quotient.Part))
            .ToList();
        if (ofRows.Count > 0)
        {
            var (row, share) = ofRows.MaxBy(r => r.Share);
            var name = row.Codes.Select((code, index) => figures.Members.MemberOf(question.By[index], code, dataset.Calendar).Label).ToList();
            yield return About(
                question,
                "largest_company",
                measure,
                new(
                    $"行のうち偏りが最も大きいのは{string.Join("・", name.Select(n => n.Ja))}です（最大の1社が{Percent(share)}％）。",
                    $"Of the rows, {string.Join(", ", name.Select(n => n.En))} depends most on one company ({Percent(share)} %)."
                )
            );
        }
    }

    /// <summary>The day at which a stock is taken.</summary>
    private IEnumerable<Note> StockDay(MeasureDeclaration measure)
    {
        if (measure.Kind != MeasureKind.Stock || stockDays.Total is not { } day)
        {
            yield break;
        }

        if (measure.IsOfTodayOnly && stockDays.ByPeriod.Values.Any(d => d != dataset.DataThrough))
        {
            yield return About(
                question,
                "stock_today",
                measure,
                new(
                    $"{dataset.DataThrough:yyyy-MM-dd}時点の数だけが分かります（それ以前の状況の記録はありません）。",
                    $"Known on {dataset.DataThrough:yyyy-MM-dd} only: earlier states are not on record."
                )
            );
        }
        else if (rows.Cast<RowKey?>().Append(null).Any(row => cells.Of(new MeasureRequest(measure.Name, measure, MeasureFacet.Plain), row).Value is not null))
        {
            yield return About(
                question,
                "stock_day",
                measure,
                stockDays.ByPeriod.Count > 1
                    ? new($"各期間の末日時点の数です（全体は{day:yyyy-MM-dd}時点）。", $"As of the end of each period; the total as of {day:yyyy-MM-dd}.")
                    : new($"{day:yyyy-MM-dd}時点の数です。", $"As of {day:yyyy-MM-dd}.")
            );
        }
    }

    /// <summary>Until when cohorts are immature: their latest referrals have not had the full number of days yet.</summary>
    private IEnumerable<Note> Immature(MeasureDeclaration measure, IReadOnlyList<MeasureRequest> requests)
    {
        var days = measure.MatureAfter!.Value;
        var ends = rows.Cast<RowKey?>()
            .Append(null)
            .SelectMany(row => requests.Where(r => cells.Of(r, row).State == CellState.Immature).Select(r => cells.CohortEnd(r, row)))
            .Distinct()
            .ToList();
        if (ends.Count > 0)
        {
            var (first, last) = (ends.Min(), ends.Max());
            var several =
                ends.Count == 1
                    ? new Bilingual("", "")
                    : new Bilingual($"{first.AddDays(days):yyyy-MM-dd}以降、順次確定し、", $", the first of them on {first.AddDays(days):yyyy-MM-dd}");
            var note = About(
                question,
                "immature",
                measure,
                new(
                    Text($"観察期間中です。{several.Ja}{last:yyyy-MM-dd}までの紹介は{last.AddDays(days):yyyy-MM-dd}に確定します（紹介から{days:#,0}日）。"),
                    Text(
                        $"Immature: referrals up to {last:yyyy-MM-dd} are final on {last.AddDays(days):yyyy-MM-dd} ({days:#,0} days after the referral){several.En}."
                    )
                )
            );
            yield return note with
            {
                FinalOn = last.AddDays(days),
            };
        }
    }

    /// <summary>Says that the definition changed, which restates published figures even if no row changed.</summary>
    private IEnumerable<Note> Restated(MeasureDeclaration measure)
    {
        if (dataset.Definitions.TryGetValue(measure.Name, out var definition) && definition != measure.Definition)
        {
            yield return About(
                question,
                "restated",
                measure,
                new(
                    Text($"公開版{dataset.Publication}の後に定義が変わっています（当時 {definition}、現在 {measure.Definition}）。"),
                    Text($"The definition has changed since publication {dataset.Publication} (then {definition}, now {measure.Definition}).")
                )
            );
        }
    }

    /// <summary>A note that quotes figures of its measure; amounts in minor units.</summary>
    private Note OfFigures(string code, MeasureDeclaration measure, Bilingual pattern, bool isBare, params IReadOnlyList<decimal> values)
    {
        var isMoney = measure.Unit == MeasureUnit.Currency;
        var named =
            question.Measures.Count == 1
                ? pattern
                : new($"{FigureNote.Literal(measure.Label.Ja)}：{pattern.Ja}", $"{FigureNote.Literal(measure.Label.En)}: {pattern.En}");
        return FigureNote.Of(
            code,
            measure.Name,
            isBare && !isMoney ? null : measure.Unit,
            dataset.Currency,
            named,
            [.. values.Select(value => isMoney ? dataset.MajorUnits(value) : value)]
        );
    }
}
