using System.Globalization;

namespace Analytics.Sql.Model;

/// <summary>Remarks that an answer must not go without.</summary>
internal sealed class Notes(Question question, DatasetState dataset, Figures figures, IReadOnlyList<RowKey> rows, AnswerCells cells, StockDays stockDays)
{
    public IEnumerable<Note> All()
    {
        var measures = question.Measures.Where(m => m.IsOfNow).Select(m => m.Measure)
            .Distinct().Where(m => dataset.Has(m) && question.AppliesTo(m.Fact)).ToList();
        return measures.SelectMany(Overlap).Concat(measures.SelectMany(Unmatched)).Concat(measures.SelectMany(KnownOf)).Concat(measures.SelectMany(StockDay))
            .Concat(question.Measures.SelectMany(NotReached)).Concat(measures.SelectMany(Concentration)).Concat(YearPassed())
            .Concat(question.Measures.Select(m => m.Measure).Distinct().SelectMany(Inapplicable)).Concat(question.Measures.SelectMany(WithoutComparison)).Concat(ToDate())
            .Concat(question.Measures.Where(m => m.Facet != MeasureFacet.Target && m.Measure.MatureAfter is not null).GroupBy(m => m.Measure).SelectMany(m => Immature(m.Key, [.. m])))
            .Concat(question.Measures.Select(m => m.Measure).Distinct().SelectMany(Restated));
    }

    private IEnumerable<Note> Overlap(MeasureDeclaration measure)
    {
        // Stocks of one day are cases like any other; over several days nothing adds up.
        var isOfOneDay = measure.Kind == MeasureKind.Stock && question.By.All(s => s.Kind != SlicerKind.Time);
        if ((measure.IsAdditive || isOfOneDay) && question.By.Any(s => s.Overlaps))
        {
            var (sum, total) = (figures.SumOverRows(measure.Name), figures.Of(null, measure.Name).Value ?? 0);
            if (sum != total)
            {
                yield return OfFigures("overlap", measure, new("行は重複します：行の合計 {0}、総数 {1}", "rows overlap: sum {0}, total {1}"), sum, total);
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

    /// <summary>Where a median is not a number: fewer than half had reached it by the last day of the data.</summary>
    private IEnumerable<Note> NotReached(MeasureRequest request)
    {
        if (request.Measure.Kind != MeasureKind.Incidence)
        {
            yield break;
        }

        var (ofRows, ofTotals) = (rows.Count(row => cells.Of(request, row).IsNotReached), cells.Of(request, null).IsNotReached);
        if (ofRows > 0 || ofTotals)
        {
            var half = request.Measure.Incidence!.Share == 0.5m
                ? new Bilingual("半数に達していない（観察期間の終わりまでに達した割合が半分に満たない）", "not reached by half: by the end of the data less than half had reached it")
                : new Bilingual("求める割合に達していない", $"not reached by a share of {Number(request.Measure.Incidence!.Share)}");
            yield return new Note("not_reached", Of(request.Measure, question.By.Count == 0 ? half
                : new(Text($"{half.Ja}：{ofRows}行{(ofTotals ? "と全体" : "")}"), Text($"{half.En} ({ofRows} of {rows.Count} rows{(ofTotals ? ", and all together" : "")})"))));
        }
    }

    /// <summary>Why a measure shows no number at all: the slicers that its rows do not have.</summary>
    private IEnumerable<Note> Inapplicable(MeasureDeclaration measure)
    {
        if (!dataset.Has(measure) || question.AppliesTo(measure.Fact))
        {
            yield break;
        }

        var slicers = question.Slicers.Where(s => !s.AppliesTo(measure.Fact)).Select(s => s.Label).ToList();
        yield return slicers.Count == 0
            ? new Note("scope_not_applicable", Of(measure, new("閲覧できる範囲（組織・地域）で分けられないため示さない", "not shown: its rows do not tell the organisations or regions that you may see")))
            : new Note("slicer_not_applicable", Of(measure, new(
                $"「{string.Join("」「", slicers.Select(s => s.Ja))}」の切り口は当てはまらない", $"the slicer {string.Join(", ", slicers.Select(s => $"\"{s.En}\""))} does not apply to it")));
    }

    /// <summary>Why a comparison, a share or a running total is not made.</summary>
    private IEnumerable<Note> WithoutComparison(MeasureRequest request)
    {
        var measure = request.Measure;
        if (!dataset.Has(measure) || !question.AppliesTo(measure.Fact))
        {
            yield break;
        }

        var plain = new MeasureRequest(measure.Name, measure, MeasureFacet.Plain);
        var all = rows.Cast<RowKey?>().Append(null).ToList();
        switch (request.Facet)
        {
            case MeasureFacet.Share or MeasureFacet.Running when !measure.IsAdditive:
                yield return new Note("not_additive", Of(measure, new("足し合わせられない指標なので、構成比と累計はない", "its parts do not add up: no share of total and no running total")));
                break;
            case MeasureFacet.Share when question.By.Any(s => s.Overlaps):
                yield return new Note("share_of_overlapping", Of(measure, new("行が重なる切り口なので、構成比は示さない", "rows overlap: no share of total")));
                break;
            case MeasureFacet.Change or MeasureFacet.ChangePercent:
                if (all.Any(row => AnswerCells.IsOfPart(measure, cells.Of(plain, row))))
                {
                    yield return new Note("running_period", Of(measure, new(
                        $"途中の期間は前年と比べない（{dataset.DataThrough:yyyy-MM-dd}まで）。同時点の比較は .to_date と .previous_to_date", $"a period that still runs (to {dataset.DataThrough:yyyy-MM-dd}) is not compared with a whole one; .to_date and .previous_to_date stand at the same point")));
                }

                if (request.Facet == MeasureFacet.ChangePercent
                    && all.Any(row => cells.Of(request with { Facet = MeasureFacet.Change }, row).Value is not null && cells.Of(request with { Facet = MeasureFacet.Previous }, row).Value < AnswerCells.SmallBase))
                {
                    yield return new Note("small_base", Of(measure, new(
                        Text($"前年が{AnswerCells.SmallBase}に満たないところは、差だけを示す"), Text($"where the year before is under {AnswerCells.SmallBase}, there is a difference and no percentage"))));
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
            yield return new Note("to_date", new($"{through:yyyy-MM-dd}までと、1年前の{then:yyyy-MM-dd}まで", $"to {through:yyyy-MM-dd}, against {then:yyyy-MM-dd} one year before"));
        }

        foreach (var measure in requests.Select(m => m.Measure).Where(measure => all.Any(row => cells.IsSometimeBefore(measure, row))))
        {
            yield return new Note("only_year_known", Of(measure, new("1年前の記録に年しか分からないものがあり、同時点では比べられない", "of the year before some dates are known by their year only: no comparison at the same point")));
        }
    }

    /// <summary>How much of a quotient is one company's, and of how many cases anything is known.</summary>
    private IEnumerable<Note> Concentration(MeasureDeclaration measure)
    {
        var request = new MeasureRequest(measure.Name, measure, MeasureFacet.Plain);
        if (measure.Kind != MeasureKind.Quotient || cells.Of(request, null).Value is null || figures.Of(null, measure.Name) is not { Quotient: { Part: > 0 } sums } figure)
        {
            yield break;
        }

        var largest = Percent(100 * sums.Largest / sums.Part);
        yield return new Note("largest_company", Of(measure, new(
            Text($"{sums.Companies}社の合計。最大の1社が増加額の{largest}％を占める"), Text($"{sums.Companies} companies; the largest brought {largest} % of the added sales"))));
        var known = Text($"契約のある紹介{figure.Rows}件のうち、売上増加額が分かるのは{figure.Known}件");
        yield return new Note("known", Of(measure, new(known, Text($"added sales are known for {figure.Known} of {figure.Rows} referrals with a contract"))));
        var ofRows = rows.Select(row => (Row: row, Cell: cells.Of(request, row), figures.Of(row, measure.Name).Quotient))
            .Where(r => r.Cell.Value is not null && r.Quotient is { Part: > 0 }).Select(r => (r.Row, Share: 100 * r.Quotient!.Largest / r.Quotient.Part)).ToList();
        if (ofRows.Count > 0)
        {
            var (row, share) = ofRows.MaxBy(r => r.Share);
            var name = row.Codes.Select((code, index) => figures.Members.MemberOf(question.By[index], code, dataset.Calendar).Label).ToList();
            yield return new Note("largest_company", Of(measure, new(
                $"行のうち最も偏るのは{string.Join("・", name.Select(n => n.Ja))}（最大の1社が{Percent(share)}％）",
                $"of the rows most in {string.Join(", ", name.Select(n => n.En))}, with {Percent(share)} % from the largest company")));
        }
    }

    /// <summary>The day that a stock is of.</summary>
    private IEnumerable<Note> StockDay(MeasureDeclaration measure)
    {
        if (measure.Kind != MeasureKind.Stock || stockDays.Total is not { } day)
        {
            yield break;
        }

        if (measure.IsOfTodayOnly && stockDays.ByPeriod.Values.Any(d => d != dataset.DataThrough))
        {
            yield return new Note("stock_today", Of(measure, new($"{dataset.DataThrough:yyyy-MM-dd}時点だけ分かります（以前の状況は記録がない）", $"known on {dataset.DataThrough:yyyy-MM-dd} only: earlier states are not on record")));
        }
        else if (rows.Cast<RowKey?>().Append(null).Any(row => cells.Of(new MeasureRequest(measure.Name, measure, MeasureFacet.Plain), row).Value is not null))
        {
            yield return new Note("stock_day", Of(measure, stockDays.ByPeriod.Count > 1
                ? new($"各期間の末日の残数。全体は{day:yyyy-MM-dd}時点", $"as of the end of each period; the total as of {day:yyyy-MM-dd}")
                : new($"{day:yyyy-MM-dd}時点の残数", $"as of {day:yyyy-MM-dd}")));
        }
    }

    /// <summary>Until when cohorts are not mature: their last referrals have not had their days yet.</summary>
    private IEnumerable<Note> Immature(MeasureDeclaration measure, IReadOnlyList<MeasureRequest> requests)
    {
        var days = measure.MatureAfter!.Value;
        var ends = rows.Cast<RowKey?>().Append(null)
            .SelectMany(row => requests.Where(r => cells.Of(r, row).State == CellState.Immature).Select(r => cells.CohortEnd(r, row)))
            .Distinct().ToList();
        if (ends.Count > 0)
        {
            var (first, last) = (ends.Min(), ends.Max());
            var several = ends.Count == 1 ? new Bilingual("", "") : new Bilingual($"{first.AddDays(days):yyyy-MM-dd}以降順に確定し、", $"the first of them from {first.AddDays(days):yyyy-MM-dd} on, ");
            yield return new Note("immature", Of(measure, new(
                Text($"観察期間中：{several.Ja}{last:yyyy-MM-dd}までの紹介は{last.AddDays(days):yyyy-MM-dd}に確定（紹介から{days:#,0}日）"),
                Text($"immature: {several.En}referrals up to {last:yyyy-MM-dd} until {last.AddDays(days):yyyy-MM-dd} ({days:#,0} days after)"))));
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
            var text = Percent(share);
            yield return new Note("year_passed", new($"{label.Ja}は{text}％が経過（{through:yyyy-MM-dd}まで）", $"{text} % of {label.En} has passed (to {through:yyyy-MM-dd})"));
        }
    }

    /// <summary>A remark that names figures of its measure; amounts of money with their unit, in major units.</summary>
    private Note OfFigures(string code, MeasureDeclaration measure, Bilingual pattern, params decimal[] figures)
    {
        if (measure.Unit != MeasureUnit.Currency) return new(code, Of(measure, pattern.With([.. figures.Select(Number)])));
        var values = figures.Select(dataset.MajorUnits).ToList();
        var whole = Of(measure, pattern);
        var sign = dataset.Currency == "JPY" ? "¥" : "$";
        return new(code, new(
            whole.With([.. values.Select(value => dataset.Currency == "JPY" ? Number(value) + "円" : sign + Number(value))]).Ja, whole.With([.. values.Select(value => sign + Number(value))]).En))
        {
            Amounts = new(measure.Name, whole, values),
        };
    }

    private static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Percent(decimal value) => Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Says which measure is meant where several are asked.</summary>
    private Bilingual Of(MeasureDeclaration measure, Bilingual text) =>
        question.Measures.Count == 1 ? text : new($"{measure.Label.Ja}：{text.Ja}", $"{measure.Label.En}: {text.En}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
