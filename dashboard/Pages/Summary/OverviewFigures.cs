using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Summary;

/// <summary>Everything that the overview shows, asked from one publication. <see cref="Clusters"/>, <see cref="Industries"/> and <see cref="Verification"/> are null where the dataset is not cut that way.</summary>
public sealed record OverviewFigures
{
    // What an executive wants to see first, in order; a dataset shows those that it has.
    private static readonly string[] OfLedgers = ["referrals", "engagements", "outcomes", "products", "contract_amount", "added_sales"];
    private static readonly string[] OfAwards = ["engagements", "contract_amount", "advanced"];

    public required PageQuestion Question { get; init; }

    /// <summary>The measures on the cards.</summary>
    public required IReadOnlyList<string> Cards { get; init; }

    /// <summary>The measure that headline and pictures are about.</summary>
    public required string Lead { get; init; }

    /// <summary>The slicer by which regions are compared.</summary>
    public required string Level { get; init; }

    /// <summary>The level in words: American states are no prefectures.</summary>
    public string LevelWord => Level == "prefecture" && Regions.Answer?.Rows.Any(r => r.Members[0].Code.StartsWith("US-", StringComparison.Ordinal)) == true ? "state" : Level;

    /// <summary>What one row of the regions is called: the slicer's label, or State.</summary>
    public string LevelNoun(Texts t) => LevelWord == "state" ? t["noun.state"] : Regions.Answer is { } answer ? t[answer.Slicers[0].Label] : "";

    /// <summary>The year's totals with target, attainment and the year before.</summary>
    public required Asked Totals { get; init; }

    /// <summary>The cards' measures by year.</summary>
    public required Asked Years { get; init; }

    /// <summary>The lead measure by year and region.</summary>
    public required Asked Trend { get; init; }

    /// <summary>The table's measures by region.</summary>
    public required Asked Regions { get; init; }

    public Asked? Clusters { get; init; }
    public Asked? Industries { get; init; }

    /// <summary>The lead measure by whether it was checked against documents.</summary>
    public Asked? Verification { get; init; }

    /// <summary>The agreements' days.</summary>
    public required IReadOnlyList<AgreementDay> Agreements { get; init; }

    /// <summary>Whether any card has a target: if none has, none says so.</summary>
    public bool HasTargets => Totals.Answer is { } totals && Cards.Any(card => totals.Of(totals.Totals, card + ".target").Value > 0);

    /// <summary>The measures on the cards of a dataset.</summary>
    public static IReadOnlyList<string> CardsOf(DatasetSummary dataset) =>
        [.. (dataset.Measures.Contains("advanced") ? OfAwards : OfLedgers).Where(dataset.Measures.Contains)];

    /// <summary>Asks all at once.</summary>
    public static async Task<OverviewFigures> AskAsync(PageQuestion question, Picks picks, RecentAnswers answers, AgreementDays agreements, ILogger logger)
    {
        var has = question.Dataset.Measures;
        var cards = CardsOf(question.Dataset);
        var lead = new[] { "outcomes", "engagements", "referrals" }.FirstOrDefault(has.Contains) ?? has[0];
        var level = picks.Regions.Level(question.Filters);
        string[] parts = has.Contains("added_sales") ? ["added_sales_verified", "added_sales_self_reported"] : [];
        string[] table = [.. (has.Contains("advanced") ? OfAwards : ["referrals", "engagements", lead, "products"]).Distinct().Where(has.Contains)];
        Task<Asked> Ask(Query query) => Asked.Of(answers.AnswerAsync(query), logger);

        var totals = Ask(question.Ask([.. cards.Append(lead).Distinct().SelectMany(WithComparisons), .. parts]));
        var years = Ask(question.Ask(cards.Append(lead).Distinct(), ["fiscal_year"], allYears: true));
        var trend = Ask(question.Ask([lead], ["fiscal_year", level], allYears: true));
        var regions = Ask(question.Ask([.. table, .. WithComparisons(lead).Skip(1)], [level]));
        var clusters = picks.Clusters.Count > 0 ? Ask(question.Ask(WithComparisons(lead), ["cluster"])) : null;
        var industries = picks.Industries.Count > 0 ? Ask(question.Ask([lead], ["industry_group"])) : null;
        var verification = lead == "outcomes" ? Ask(question.Ask([lead], ["verification"])) : null;
        var days = agreements.AskAsync(question.Dataset);
        return new()
        {
            Question = question, Cards = cards, Lead = lead, Level = level,
            Totals = await totals, Years = await years, Trend = await trend, Regions = await regions,
            Clusters = clusters is null ? null : await clusters,
            Industries = industries is null ? null : await industries,
            Verification = verification is null ? null : await verification,
            Agreements = await days,
        };
    }

    private static IEnumerable<string> WithComparisons(string measure) => [measure, $"{measure}.previous", $"{measure}.target", $"{measure}.target_attainment"];
}
