using System.Text.RegularExpressions;

namespace Analytics.Tests.Sql.Model;

/// <summary>How remarks are written, whichever they are.</summary>
public partial class NotesTests(PostgresFixture postgres)
{
    private static readonly (string Measures, string By, string Filters)[] Questions =
    [
        ("referrals companies_referred", "cluster", ""),
        ("open_referrals", "fiscal_year", ""),
        ("stalled_engagements", "fiscal_year", ""),
        ("company_share_amount", "", ""),
        ("conversion_rate median_days_to_engagement", "fiscal_year", ""),
        ("referrals", "engagement_type", ""),
        ("referrals.share", "cluster", ""),
        ("companies_referred.share", "bank", ""),
        ("referrals.change referrals.change_percent", "fiscal_year", ""),
        ("referrals.previous_to_date", "", "fiscal_year=2010"),
        ("referrals.target_attainment", "", "fiscal_year=2010"),
        ("sales_per_contract", "subregion", ""),
        ("referrals", "cluster", "top=1 others=true"),
        ("contract_amount", "", ""),
        ("engagements", "", "engagement_type=information"),
        ("referrals", "industry_division", ""),
        ("conversion_rate", "bank", "sort=-conversion_rate"),
        ("referrals.per_1000_establishments conversion_rate.per_1000_establishments", "fiscal_year", ""),
    ];

    [Fact]
    public async Task EveryNote_IsAWholeSentenceInBothLanguages()
    {
        await using var star = await Star.CreateAsync(postgres);
        for (var company = 1; company <= 6; company++)
        {
            await star.ReferralAsync(
                20080501,
                clusters: company < 3 ? "photon-valley pharma-valley" : "",
                company: company,
                matched: company > 1,
                engaged: company == 1 ? 20080601 : -3,
                contract3y: 1_000_000,
                verified3y: company * 100_000
            );
        }

        await star.ReferralAsync(20090501, clusters: "foods-science-hills");
        await star.ReferralAsync(20100501);
        await star.EngagementAsync(20080601, "consultation", contract: 5_000_000, share: null, state: "in-progress", ended: 20081231);
        await star.EngagementAsync(20080601, "joint-research", contract: 5_000_000, share: 1_000_000);
        await star.EngagementAsync(20080601, "know-how", contract: 1_000_000, state: "cancelled");
        await star.TargetAsync(2010, "referrals", 4);
        await star.PublishAsync("2010-09-30");

        var notes = new List<Analytics.Sql.Model.Answers.Note>();
        foreach (var (measures, by, filters) in Questions)
            notes.AddRange((await star.AskAsync(measures, by, filters)).Notes);

        Assert.Equal(
            "establishments_not_applicable establishments_unknown immature known largest_company never_counted not_additive not_reached of_which others_overlap overlap reserved running_period "
                + "share_of_overlapping slicer_not_applicable slicer_unknown small_base stock_day stock_today to_date top unmatched unranked year_passed",
            string.Join(' ', notes.Select(note => note.Code).Distinct().Order(StringComparer.Ordinal))
        );
        Assert.All(notes, note => Assert.Matches(JapaneseSentences(), note.Text.Ja));
        Assert.All(notes, note => Assert.Matches(EnglishSentence(), note.Text.En));
        // The names that the API asks by are not what a reader knows.
        Assert.All(notes, note => Assert.DoesNotMatch(@"[a-z]_[a-z]|\.to_date", note.Text.Ja + note.Text.En));
    }

    // Each sentence in the polite form, perhaps with a bracket before its stop.
    [GeneratedRegex("^([^。]*(です|ます|ません|でした|ました)(（[^（）]*(（[^）]*）)?[^（）]*）)?。)+$")]
    private static partial Regex JapaneseSentences();

    [GeneratedRegex(@"^([A-Z][^:]*: )?[A-Z0-9].*[^.]\.$")]
    private static partial Regex EnglishSentence();
}
