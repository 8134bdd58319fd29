using System.Globalization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>A figure that is no longer what it was: of a year, before and now.</summary>
public sealed record Restated(int Year, MeasureColumn Measure, Cell Before, Cell Now, FigureScale Scale);

/// <summary>A measure that is counted otherwise than before.</summary>
public sealed record Redefined(Bilingual Label, string Before, string Now);

/// <summary>
/// What changed between an earlier publication and the page's own: figures of the year and the year before, why, and definitions. Both publications are counted
/// by today's definitions. <see cref="Earlier"/> is null where there is none to compare with.
/// </summary>
public sealed record Restatement(
    IReadOnlyList<PublicationState> Choices,
    PublicationState? Earlier,
    IReadOnlyList<Restated> Figures,
    IReadOnlyList<ChangeReason> Reasons,
    IReadOnlyList<Redefined> Definitions
)
{
    /// <summary>The parameter that names the earlier publication.</summary>
    public const string ParameterName = "compare";

    private static readonly string[] Key = ["referrals", "engagements", "outcomes", "products", "contract_amount", "added_sales", "advanced", "model_cases"];

    /// <summary>Nothing that this document shows has changed.</summary>
    public bool IsEmpty => Figures.Count == 0 && Reasons.Count == 0 && Definitions.Count == 0;

    /// <summary>Asks both publications. The earlier one is what the address names, else the one before the dataset last changed.</summary>
    /// <exception cref="QueryException">The address names no publication of this dataset.</exception>
    public static async Task<Restatement> AskAsync(Inquiry inquiry, ReviewReader book)
    {
        var all = await book.PublicationsAsync(inquiry);
        // A publication that brought the dataset nothing shows what the last one that did showed.
        IReadOnlyList<PublicationState> choices = [.. all.Skip(all[0].HasBrought ? 1 : 2)];
        var earlier = Chosen(inquiry.Question.Address.First(ParameterName), choices);
        if (earlier is null)
            return new(choices, null, [], [], []);
        string[] measures = [.. inquiry.Answers.Catalog.WithParts(Key.Where(inquiry.Has)).SelectMany(m => new[] { m, m + ".target" })];
        var query = inquiry.Question.Ask(measures, ["fiscal_year"], allYears: true);
        query = query with
        {
            Filters = new Dictionary<string, IReadOnlyList<string>>(query.Filters)
            {
                [PageQuestion.YearName] = [Code(inquiry.Question.Year - 1), Code(inquiry.Question.Year)],
            },
        };
        var (before, now, reasons) = (
            inquiry.Answers.AnswerAsync(query with { Publication = earlier.Publication }),
            inquiry.Answers.AnswerAsync(query),
            book.ReasonsAsync(inquiry, earlier)
        );
        return new(choices, earlier, [.. Compare(inquiry, await before, await now)], await reasons, [.. Compare(inquiry, earlier, all[0])]);
    }

    private static PublicationState? Chosen(string? asked, IReadOnlyList<PublicationState> choices) =>
        asked is null
            ? choices is [var newest, ..]
                ? newest
                : null
            : choices.FirstOrDefault(c => Code(c.Publication) == asked)
                ?? throw new QueryException(
                    new(
                        ParameterName,
                        asked,
                        new("このデータセットの、より前の公開版ではありません。", "That is no earlier publication of this dataset."),
                        [.. choices.Select(c => Code(c.Publication))]
                    )
                );

    // A figure that is made of parts is told with them, and they with it.
    private static IEnumerable<Restated> Compare(Inquiry inquiry, Result before, Result now)
    {
        return from year in new[] { inquiry.Question.Year, inquiry.Question.Year - 1 }
            from column in now.Measures
            where Together(column.Name).Any(name => Of(before, year, name).Value != Of(now, year, name).Value)
            let cells = (Before: Of(before, year, column.Name), Now: Of(now, year, column.Name))
            select new Restated(year, column, cells.Before, cells.Now, FigureScale.For(column, now, inquiry.T.Language, [cells.Before, cells.Now]));

        IEnumerable<string> Together(string name) =>
            inquiry
                .Answers.Catalog.Measures.Values.Where(whole => whole.Parts.ContainsKey(name))
                .SelectMany(whole => whole.Parts.Keys.Prepend(whole.Name))
                .Concat(inquiry.Answers.Catalog.WithParts([name]))
                .Distinct();
    }

    private static IEnumerable<Redefined> Compare(Inquiry inquiry, PublicationState before, PublicationState now) =>
        from measure in inquiry.Answers.Catalog.Measures.Values
        where inquiry.Has(measure.Name)
        let hashes = (Before: before.Definitions.GetValueOrDefault(measure.Name), Now: now.Definitions.GetValueOrDefault(measure.Name))
        where hashes is { Before: not null, Now: not null } && hashes.Before != hashes.Now
        select new Redefined(measure.Label, hashes.Before, hashes.Now);

    private static Cell Of(Result result, int year, string measure) =>
        result.Rows.FirstOrDefault(r => r.Members[0].Code == Code(year)) is { } row ? result.Of(row.Cells, measure) : Cell.NoData;

    private static string Code(int number) => number.ToString(CultureInfo.InvariantCulture);
}
