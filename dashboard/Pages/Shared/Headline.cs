using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>
/// The answer in words, written from the figures: this year's, against the year before and the target. A running year is not compared: it has not had its
/// time. Nor is a rate whose observation period is not over. With a target under ten the distance is told in cases, not percent.
/// </summary>
public sealed class Headline
{
    /// <summary>The first sentence: the page's measure in its year; and, where it praises, which targets were missed all the same.</summary>
    public static Headline Of(Inquiry inquiry, Result totals, Result? regions = null)
    {
        var column = totals.Column(inquiry.Lead)!;
        var now = totals.Of(totals.Totals, inquiry.Lead);
        var scale = FigureScale.For(column, totals, inquiry.T.Language, [now]);
        return new()
        {
            Subject = inquiry.T[column.Label],
            Years = inquiry.Years,
            Year = inquiry.Question.Year,
            Period = inquiry.Period,
            Scope = inquiry.Scope,
            Unit = column.Unit,
            FinalOn = totals.FinalOn(inquiry.Lead),
            Scale = scale,
            Parts = inquiry.InBrackets(totals, totals.Totals, inquiry.Lead, scale),
            Now = now,
            Before = totals.Of(totals.Totals, inquiry.Lead + ".previous"),
            Target = totals.Of(totals.Totals, inquiry.Lead + ".target"),
            Through = inquiry.Question.Dataset.DataThrough,
            Missed = MissedTargets.Of(inquiry, totals, regions).ToList(),
            WhyNot = inquiry.WhyInapplicable(inquiry.Lead, totals.Slicers.Select(s => s.Name)),
        };
    }

    /// <summary>What is counted, e.g. 成果件数 / Outcomes.</summary>
    public required string Subject { get; init; }

    /// <summary>How the years are named.</summary>
    public required FiscalYears Years { get; init; }

    /// <summary>The year that it is about.</summary>
    public required int Year { get; init; }

    /// <summary>The years in words, where it is about more than that one.</summary>
    public string? Period { get; init; }

    /// <summary>What the page is filtered to, e.g. 西部; null for all.</summary>
    public string? Scope { get; init; }

    /// <summary>Another sentence has named the year already.</summary>
    public bool IsContinued { get; init; }

    public required MeasureUnit Unit { get; init; }
    public required FigureScale Scale { get; init; }
    public required Cell Now { get; init; }
    public Cell Before { get; init; } = Cell.NoData;
    public Cell Target { get; init; } = Cell.NotApplicable;

    /// <summary>What the figure is made of, in brackets; empty where it has no parts.</summary>
    public string Parts { get; init; } = "";

    /// <summary>Other targets that were missed, named where the sentence says that this one was reached.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>Why there is no figure, where it is not for want of data.</summary>
    public string? WhyNot { get; init; }

    /// <summary>The day to which a running year is known.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>The day on which a figure that can still rise is final.</summary>
    public DateOnly? FinalOn { get; init; }

    /// <summary>The sentence in the language of <paramref name="t"/>.</summary>
    public IReadOnlyList<Phrase> Sentence(Texts t)
    {
        var subject =
            IsContinued ? Subject
            : Scope is null ? t["headline.subject", Period ?? Years.Name(Year), Subject]
            : t["headline.subject.of", Period ?? Years.Name(Year), Subject, Scope];
        if (Now.Value is not { } now)
            return [new(WhyNot ?? t["headline.no-data", subject])];
        Phrase figure = new(Scale.Text(now), IsEmphasised: true);
        if (Now.State == CellState.Provisional)
            return [new(t["headline.so-far", subject, $"{Through:yyyy-MM-dd}"]), figure, new(Parts + Years.Words(t["headline.running"]))];
        if (Now.State == CellState.Immature)
            return [new(t["headline.is", subject]), figure, new(Parts + Years.Words(t["headline.immature", $"{FinalOn:yyyy-MM-dd}"]))];
        return [new(t["headline.is", subject]), figure, new(Parts + Years.Words(Comparison(now, t))), .. Reservation(now, t)];
    }

    private string Comparison(decimal now, Texts t)
    {
        var change = Before.Value is { } before ? now - before : (decimal?)null;
        var distance = Target.Value is > 0 and { } target ? now - target : (decimal?)null;
        return (change, distance) switch
        {
            (null, null) => t["headline.plain"],
            ({ } c, null) => t[Direction(c), Amount(c, t)],
            (null, { } d) => t["headline.only-target", Against(d, t)],
            ({ } c, { } d) => t[Direction(c) + (c < 0 && d >= 0 || c > 0 && d < 0 ? "-but" : "-and"), Amount(c, t), Against(d, t)],
        };
    }

    private IEnumerable<Phrase> Reservation(decimal now, Texts t) =>
        Missed.Count > 0 && Target.Value is > 0 and { } target && now >= target
            ? [new(t["sentence.space"] + t["missed.but", t.List(Missed)], IsReservation: true)]
            : [];

    private string Against(decimal distance, Texts t)
    {
        if (distance == 0)
            return t["headline.target.met"];
        var far =
            Target.Value < Change.SmallBase || Math.Abs(distance / Target.Value!.Value) < 0.005m
                ? Amount(distance, t)
                : Numerals.Whole(Math.Abs(distance) / Target.Value!.Value * 100) + "%";
        return t[distance > 0 ? "headline.target.above" : "headline.target.below", far];
    }

    private string Direction(decimal change) => "headline" + Unit.Comparative(change);

    // The difference of two percentages is no percentage.
    private string Amount(decimal difference, Texts t) => (Scale.IsPercent ? Scale with { Unit = t["headline.points"] } : Scale).Text(Math.Abs(difference));
}
