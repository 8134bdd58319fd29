using Analytics.Dashboard.Pages.Overview;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>The review's sentences, written from its figures. A running year is not judged and not compared.</summary>
public static class ReviewWords
{
    /// <summary>The title in pieces: the year, whether it reached what was intended, and which targets were missed beside it; empty where none were.</summary>
    public static (string Subject, string Judgement, string Reservation) Title(ReviewFigures figures)
    {
        var (t, inquiry) = (figures.T, figures.Inquiry);
        var what = inquiry.Lead == "outcomes" ? t["review.title.outcomes"] : t[inquiry.LeadMeasure.Label];
        var name = inquiry.Years.Name(inquiry.Question.Year);
        var subject = inquiry.Scope is { } scope ? t["review.title.of", name, what, scope] : t["review.title", name, what];
        var (judgement, reservation) = Judgement(figures);
        return (t["review.title.subject", subject], inquiry.Years.Words(judgement), reservation);
    }

    private static (string Judgement, string Reservation) Judgement(ReviewFigures figures)
    {
        var (t, lead) = (figures.T, figures.Inquiry.Lead);
        var now = figures.Of(lead);
        if (figures.IsRunning)
            return (t["review.judged.running", $"{figures.Inquiry.Question.Dataset.DataThrough:yyyy-MM-dd}"], "");
        if (now.Value is not { } value)
            return (t["review.judged.no-data"], "");
        if (now.State == CellState.Immature)
            return (t["review.judged.immature", $"{figures.Totals.FinalOn(lead):yyyy-MM-dd}"], "");
        var productsToo =
            lead == "outcomes"
            && figures.Totals.Column("products") is not null
            && Reached(figures.Of("products").Value, figures.Of("products.target").Value) is true;
        var missed = MissedTargets.Of(figures.Inquiry, figures.Totals, figures.Visuals["region-summary"]?.Visual?.Result).ToList();
        var verdict = Reached(value, figures.Of(lead + ".target").Value) is { } reached
            ? reached
                ? value == figures.Of(lead + ".target").Value
                    ? "met"
                    : "above"
                : "below"
            : figures.Of(lead + ".previous").Value is { } before
                ? figures.Totals.Column(lead)!.Unit.Comparative(value - before)[1..]
                : null;
        if (verdict is null)
            return (figures.ScaleOf(lead).Text(value), "");
        var words = t[$"review.judged.{verdict}.{(productsToo ? "reached" : "alone")}"];
        if (missed.Count == 0)
            return (words + t["sentence.end"], "");
        var reservation = t[verdict is "below" or "fewer" or "lower" ? "review.missed.too" : "review.missed", t.List(missed)];
        return (words + t["sentence.end"] + t["sentence.space"], reservation + t["sentence.end"]);
    }

    private static bool? Reached(decimal? figure, decimal? target) => figure is { } f && target is > 0 and { } aim ? f >= aim : null;

    /// <summary>The opening paragraph.</summary>
    public static string Opening(ReviewFigures figures)
    {
        var (t, inquiry) = (figures.T, figures.Inquiry);
        var name = inquiry.Years.Name(inquiry.Question.Year);
        var sentences = new List<string>();
        string Figure(string measure) => figures.ScaleOf(measure).Text(figures.Of(measure).Value!.Value);
        bool Knows(string measure) => figures.Totals.Column(measure) is not null && figures.Of(measure).Value is not null;

        if (inquiry.Lead == "outcomes" && Knows("referrals") && Knows("engagements"))
            sentences.Add(
                t[
                    figures.IsRunning ? "review.opening.running" : "review.opening",
                    name,
                    Figure("referrals"),
                    Figure("engagements"),
                    $"{inquiry.Question.Dataset.DataThrough:yyyy-MM-dd}"
                ]
            );
        foreach (var measure in new[] { inquiry.Lead, "products" }.Concat(inquiry.Lead == "outcomes" ? [] : inquiry.Cards).Distinct().Where(Knows))
            sentences.Add(Compared(figures, measure, isFirst: sentences.Count == 0));
        if (OverviewWords.Verified(t, figures.Totals) is { } verified)
            sentences.Add(verified);
        if (figures.IsRunning)
            sentences.Add(inquiry.Years.Words(t["review.opening.unjudged"]));
        return string.Join(t["sentence.space"], sentences);
    }

    private static string Compared(ReviewFigures figures, string measure, bool isFirst)
    {
        var now = figures.Of(measure);
        if (figures.IsRunning)
            return figures.T[
                "review.opening.so-far",
                figures.T[figures.Totals.Column(measure)!.Label],
                figures.ScaleOf(measure).Text(now.Value!.Value)
                    + figures.Inquiry.InBrackets(figures.Totals, figures.Totals.Totals, measure, figures.ScaleOf(measure))
            ];
        var words = new Headline
        {
            Unit = figures.Totals.Column(measure)!.Unit,
            FinalOn = figures.Totals.FinalOn(measure),
            Subject = figures.T[figures.Totals.Column(measure)!.Label],
            Years = figures.Inquiry.Years,
            Year = figures.Inquiry.Question.Year,
            IsContinued = !isFirst,
            Scale = figures.ScaleOf(measure),
            Parts = figures.Inquiry.InBrackets(figures.Totals, figures.Totals.Totals, measure, figures.ScaleOf(measure)),
            Now = now,
            Before = figures.Of(measure + ".previous"),
            Target = figures.Of(measure + ".target"),
        };
        return string.Concat(words.Sentence(figures.T).Select(p => p.Text));
    }

    /// <summary>Which region leads and which grew most, and which did not reach its target.</summary>
    public static string Regions(ReviewFigures figures) => Ranked(figures, "region-summary");

    /// <summary>Which cluster leads, how many reached their target, and that cases are counted in each of theirs.</summary>
    public static string Clusters(ReviewFigures figures)
    {
        var (t, ranked) = (figures.T, Ranked(figures, "clusters"));
        if (figures.Visuals["clusters"]?.Visual?.Result is not { } result || figures.Inquiry.Scope is not null && result.Rows.Count < 2)
            return ranked;
        var sum = result.Rows.Sum(r => result.Of(r.Cells, figures.Inquiry.Lead).Value ?? 0);
        var total = result.Of(result.Totals, figures.Inquiry.Lead).Value ?? 0;
        return sum <= total
            ? ranked
            : string.Join(
                t["sentence.space"],
                new[] { ranked, t["review.clusters.overlap", Numerals.Whole(sum), Numerals.Whole(total)] }.Where(s => s.Length > 0)
            );
    }

    /// <summary>Which industry leads.</summary>
    public static string Industries(ReviewFigures figures) => Ranked(figures, "industries");

    /// <summary>Which institute leads.</summary>
    public static string Institutes(ReviewFigures figures) => Ranked(figures, "institutes");

    /// <summary>Which channel leads.</summary>
    public static string Channels(ReviewFigures figures) => Ranked(figures, "channels");

    private static string Ranked(ReviewFigures figures, string visual)
    {
        var (t, lead) = (figures.T, figures.Inquiry.Lead);
        if (figures.Visuals[visual]?.Visual is not { EmptyReason: null, Result: var result })
            return "";
        var rows = result
            .Rows.Where(r => !RegionTree.IsReserved(r.Members[0]))
            .Select(r =>
                (
                    Name: t[r.Members[0].Label],
                    r.Cells,
                    Now: result.Of(r.Cells, lead),
                    Before: result.Of(r.Cells, lead + ".previous"),
                    Target: result.Of(r.Cells, lead + ".target")
                )
            )
            .Where(r => r.Now.Value is not null)
            .OrderByDescending(r => r.Now.Value)
            .ToList();
        if (rows.Count < 2)
            return "";
        var scale = FigureScale.For(result.Column(lead)!, result, t.Language, [rows[0].Now]);
        var (sentences, leads) = (new List<string>(), "second.leader" + result.Column(lead)!.Unit.Superlative());
        if (rows[0].Now.Value > rows[1].Now.Value)
            sentences.Add(t[leads, rows[0].Name, scale.Text(rows[0].Now.Value!.Value) + figures.Inquiry.InBrackets(result, rows[0].Cells, lead, scale)]);
        if (!figures.IsRunning)
        {
            var grown = (
                from row in rows
                let change = Change.Between(row.Now, row.Before)
                where change is not null
                orderby change.Difference descending
                select (row.Name, By: change.Difference)
            ).ToList();
            if (grown.Count > 1 && grown[0].By > grown[1].By && grown[0].By > 0)
                sentences.Add(
                    figures.Inquiry.Years.Words(
                        t[
                            sentences.Count > 0 && grown[0].Name == rows[0].Name ? "review.ranked.grown.too" : "review.ranked.grown",
                            grown[0].Name,
                            scale.Text(grown[0].By)
                        ]
                    )
                );
            var aimed = rows.Where(r => r.Target.Value > 0 && r.Now.State == CellState.Value).ToList();
            var short_ = aimed.Where(r => r.Now.Value < r.Target.Value).ToList();
            if (aimed.Count > 1)
                sentences.Add(
                    short_.Count == 0 ? t["review.ranked.all", aimed.Count]
                    : short_.Count == aimed.Count ? t["review.ranked.none", aimed.Count]
                    : t["review.ranked.short", aimed.Count, aimed.Count - short_.Count, string.Join(t["list.comma"], short_.Select(r => r.Name))]
                );
        }

        return string.Join(t["sentence.space"], sentences);
    }

    /// <summary>How many agreements were in force, and how many referrals had none.</summary>
    public static string Agreements(ReviewFigures figures)
    {
        var (t, inquiry) = (figures.T, figures.Inquiry);
        var last = inquiry.Question.Dataset.Calendar.LastDay(inquiry.Question.Year);
        var words = t["review.agreements", figures.Agreements.Count, figures.Agreements.Count(a => a.To is null || a.To >= last)];
        if (figures.UnderAgreements is not { } under)
            return inquiry.Years.Words(words);
        var without = under.Rows.Where(r => RegionTree.IsReserved(r.Members[0])).Sum(r => under.Of(r.Cells, "referrals").Value ?? 0);
        return inquiry.Years.Words(
            words + t["sentence.space"] + (without == 0 ? t["review.agreements.all"] : t["review.agreements.without", Numerals.Whole(without)])
        );
    }
}
