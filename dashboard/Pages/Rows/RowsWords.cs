using System.Globalization;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;
using Microsoft.AspNetCore.WebUtilities;

namespace Analytics.Dashboard.Pages.Rows;

/// <summary>The rows behind a figure; and, of one that is made of parts, the figure with them.</summary>
public sealed record RowsFigures(SingleRows Rows, Result? WithParts);

/// <summary>What the page of single rows asks and says: the figure, and how its rows add up to it.</summary>
public static class RowsWords
{
    /// <summary>The parameter that names the page of the list.</summary>
    public const string PageName = "page";

    private const int Size = 50,
        Largest = 1000;

    /// <summary>Asks for the rows behind the page's figure. A page beyond the last, left over from other choices, is the first.</summary>
    public static async Task<RowsFigures> AskAsync(Inquiry inquiry, IModel model)
    {
        var withParts = inquiry.LeadMeasure.Parts.Count > 0 ? await inquiry.AskAsync([inquiry.Lead]) : null;
        return new(await RowsAsync(inquiry, model), withParts);
    }

    private static async Task<SingleRows> RowsAsync(Inquiry inquiry, IModel model)
    {
        var query = inquiry.Question.Ask([inquiry.Lead]) with { Size = Size };
        var page =
            int.TryParse(inquiry.Question.Address.First(PageName), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
        try
        {
            return await model.SingleRowsAsync(query with { Page = page });
        }
        catch (QueryException beyond) when (beyond.Fault.Parameter == PageName)
        {
            return await model.SingleRowsAsync(query with { Page = 1 });
        }
    }

    /// <summary>The figure.</summary>
    public static IReadOnlyList<Phrase> Headline(Inquiry inquiry, SingleRows rows) =>
        [
            new(
                inquiry.T[
                    "rows.headline",
                    inquiry.T[
                        inquiry.Scope is null ? "headline.subject" : "headline.subject.of",
                        inquiry.Period,
                        inquiry.T[rows.Result.Measures[0].Label],
                        inquiry.Scope
                    ]
                ]
            ),
            new(
                rows.Result.Totals[0] is { Value: { } value, State: CellState.Value, Parts: null }
                    ? Scale(inquiry, rows).Text(value)
                    : rows.Result.Totals[0].Text(Scale(inquiry, rows), inquiry.T),
                IsEmphasised: true
            ),
        ];

    /// <summary>How many rows it counts, what they come to, and what that is made of.</summary>
    public static string Second(Inquiry inquiry, RowsFigures figures)
    {
        var t = inquiry.T;
        var parts = figures.WithParts is { } whole ? inquiry.PartsNote(whole, inquiry.Lead, Scale(inquiry, figures.Rows)) : [];
        return string.Join(t["sentence.space"], parts.Select(note => note + t["sentence.end"]).Prepend(Counted(inquiry, figures.Rows)));
    }

    private static string Counted(Inquiry inquiry, SingleRows rows)
    {
        var t = inquiry.T;
        return rows.Total == 0 ? t["rows.none"]
            : rows.InPart is { } part ? t["rows.ratio", Numerals.Whole(rows.Total), Numerals.Whole(part)]
            : rows.Distinct is { } distinct ? t["rows.distinct", Numerals.Whole(rows.Total), Numerals.Whole(distinct)]
            : rows.Sum is { } sum ? t["rows.sum", Numerals.Whole(rows.Total), Scale(inquiry, rows).Text(sum)]
            : t["rows.count", Numerals.Whole(rows.Total)];
    }

    /// <summary>The same rows as a file.</summary>
    public static string File(Inquiry inquiry, SingleRows rows, string format) =>
        QueryHelpers.AddQueryString(
            "/api/v1/rows",
            (rows.Result.Query with { Page = null, Size = Largest })
                .Parameters()
                .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))
                .Append(new("format", format))
                .Append(new("lang", inquiry.T.Language))
        );

    /// <summary>How the figure and its rows are written.</summary>
    public static FigureScale Scale(Inquiry inquiry, SingleRows rows) =>
        FigureScale.For(rows.Result.Measures[0], rows.Result, inquiry.T.Language, rows.Result.Totals);
}
