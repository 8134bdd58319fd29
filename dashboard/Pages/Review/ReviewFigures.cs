using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Audit;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>Everything that the yearly review shows, asked from one publication; a review stands whole or not at all.</summary>
public sealed record ReviewFigures
{
    /// <summary>Rate of the cohort whose time is up; immature in younger ones.</summary>
    public const string Rate = "conversion_rate";

    private static readonly string[] Visible = ["region-summary", "clusters", "industries", "channels", "institutes", "research-stages"];

    public required Inquiry Inquiry { get; init; }

    /// <summary>The year's totals with target, attainment and the year before.</summary>
    public required Result Totals { get; init; }

    /// <summary><see cref="Rate"/> by year; null where the dataset has none.</summary>
    public Result? Rates { get; init; }

    public required ComposedVisuals Visuals { get; init; }

    /// <summary>Referrals of the year by agreement; null where there are no agreements.</summary>
    public Result? UnderAgreements { get; init; }

    public required IReadOnlyList<AgreementTerm> Agreements { get; init; }

    public required ModelCases Cases { get; init; }

    public required IReadOnlyList<FindingGroup> Findings { get; init; }

    public required Restatement Restatement { get; init; }

    public Texts T => Inquiry.T;

    /// <summary>The year is running: nothing is judged yet.</summary>
    public bool IsRunning => Inquiry.Question.IsProvisional(Inquiry.Question.Year);

    /// <summary>The sections that have something to show, in order: their number is their place.</summary>
    public IReadOnlyList<string> Sections =>
        [
            .. Visible.Where(name => Visuals[name] is not null),
            .. Agreements.Count > 0 ? ["agreements"] : Array.Empty<string>(),
            .. Inquiry.Has("model_cases") ? ["cases"] : Array.Empty<string>(),
            "quality",
        ];

    /// <summary>Every measure of the document by name, for its appendix.</summary>
    public IReadOnlyList<MeasureDeclaration> Measures =>
        [
            .. Totals
                .Measures.Select(m => m.BaseMeasure)
                .Where(m => m is not "companies_referred")
                .Concat(Visible.SelectMany(v => Visuals[v]?.Visual?.Measures.Select(m => m.BaseMeasure) ?? []))
                .Concat(Rates is null ? [] : [Rate])
                .Append("model_cases")
                .Distinct()
                .Where(Inquiry.Has)
                .Select(Inquiry.Measure)
                .OrderBy(m => m.Sort),
        ];

    /// <summary>One hash for the definitions of all measures in the document: equal hashes, equal definitions.</summary>
    public string DefinitionsHash =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Measures.Select(m => $"{m.Name}={m.Definition}").Order(StringComparer.Ordinal))))
        )[..8];

    /// <summary>The newest cohort, up to the document's year, whose rate can no longer rise.</summary>
    public (int Year, Cell Now, Cell Before)? MatureRate
    {
        get
        {
            if (Rates is not { } rates)
                return null;
            var years = rates
                .Rows.Where(r => r.Members[0].Code.Length == 4)
                .Select(r => (Year: int.Parse(r.Members[0].Code, CultureInfo.InvariantCulture), Cell: rates.Of(r.Cells, Rate)))
                .ToList();
            var mature = years
                .Where(y => y.Year <= Inquiry.Question.Year && y.Cell is { State: CellState.Value, Value: not null })
                .OrderByDescending(y => y.Year)
                .ToList();
            return mature is not [var newest, ..]
                ? null
                : (newest.Year, newest.Cell, mature is [_, var next, ..] && next.Year == newest.Year - 1 ? next.Cell : Cell.NoData);
        }
    }

    /// <summary>Asks all at once.</summary>
    /// <exception cref="QueryException">The address compares with a publication that is none, or is about several years.</exception>
    public static async Task<ReviewFigures> AskAsync(Inquiry asked, ReviewReader book, ILogger logger)
    {
        if (!asked.Question.Period.IsOneYear)
            throw new QueryException(NotOfOneYear(asked));
        // The council's document is about what the dataset is there for, whatever measure the reader came with.
        Inquiry inquiry = new(
            asked.Question with
            {
                Address = asked.Question.Address.Without(Inquiry.MeasureName),
            },
            asked.Picks,
            asked.T,
            asked.Answers,
            asked.AgreementBook
        );
        string[] measures =
        [
            .. inquiry.Cards.Append(inquiry.Lead).Append("model_cases").Append("companies_referred").Append("verified_share").Distinct().Where(inquiry.Has),
        ];

        var totals = inquiry.AskAsync(measures.SelectMany(inquiry.WithComparisons));
        var rates = inquiry.Has(Rate) ? inquiry.AskAsync([Rate], ["fiscal_year"], allYears: true) : null;
        var visuals = ComposedVisuals.OfAsync(inquiry, logger, Visible);
        var (agreements, cases, findings, restatement) = (
            book.AgreementsAsync(inquiry),
            book.CasesAsync(inquiry),
            book.FindingsAsync(inquiry),
            Restatement.AskAsync(inquiry, book)
        );
        var under = inquiry.Has("referrals") ? inquiry.AskAsync(["referrals"], ["agreement"]) : null;
        return new()
        {
            Inquiry = inquiry,
            Totals = await totals,
            Rates = rates is null ? null : await rates,
            Visuals = await visuals,
            Agreements = await agreements,
            UnderAgreements = under is null ? null : await under,
            Cases = await cases,
            Findings = await findings,
            Restatement = await restatement,
        };
    }

    // Named is what makes it several, so that leaving it out mends it.
    private static QueryFault NotOfOneYear(Inquiry inquiry)
    {
        var parameter = inquiry
            .Conditions.Where(c => c.Slicer.Grain is not null)
            .SelectMany(c => c.Parameters)
            .Append(PageQuestion.YearName)
            .First(name => inquiry.Question.Address.First(name) is not null);
        return new(
            parameter,
            string.Join(", ", inquiry.Question.Address.All(parameter)),
            new("年次レビューは一つの年度についての文書です。", "A yearly review is about one fiscal year."),
            [$"{PageQuestion.YearName}={inquiry.Question.Year}"]
        );
    }

    /// <summary>A measure's total of the year.</summary>
    public Cell Of(string measure) => Totals.Of(Totals.Totals, measure);

    /// <summary>How a measure's total is written.</summary>
    public FigureScale ScaleOf(string measure) => FigureScale.For(Totals.Column(measure)!, Totals, T.Language, [Of(measure)]);

    /// <summary>The measure, for "How is this counted?"; none where the dataset lacks it.</summary>
    public IReadOnlyList<MeasureColumn> Shown(string measure) => Totals.Column(measure) is { } column ? [column] : [];
}
