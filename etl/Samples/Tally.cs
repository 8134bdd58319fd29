namespace Analytics.Etl.Samples;

/// <summary>
/// Adds up what the measures must come to, from the rows that are neither rejected nor waiting: for all, by sub-region, and by cluster (whole in each).
/// Cohort measures under the year of the referral, event measures under the year of the event. Not thread-safe.
/// </summary>
public sealed class Tally
{
    private readonly Dictionary<ExpectedKey, long> sums = [];
    private readonly HashSet<(ExpectedKey, string)> seen = [];

    public IReadOnlyDictionary<ExpectedKey, long> Sums => sums;

    public void Referral(Case referral)
    {
        Add("referrals", referral.FiscalYear, referral, 1);
        if (referral.Channel == Channels.ExchangeMeeting)
            Add("referrals_from_meetings", referral.FiscalYear, referral, 1);
    }

    /// <summary>A meeting and a company at it, each once a year and venue's sub-region; a company without a number is another one at each meeting.</summary>
    public void Attendance(ExchangeMeeting meeting, Company company)
    {
        var number = $"{meeting.Institute.Code}/{meeting.Number}";
        foreach (var region in new[] { "", Part(meeting.Venue) })
        {
            Once(new("meetings", meeting.FiscalYear, region, ""), number);
            Once(new("meeting_companies", meeting.FiscalYear, region, ""), company.CorporateNumber ?? $"{number}/{company.Serial}");
        }
    }

    public void Form(Case referral, int year, bool isAnswered)
    {
        Add("survey_response_rate.base", year, referral, 1);
        if (isAnswered)
            Add("survey_response_rate.part", year, referral, 1);
    }

    public void Engagement(Case referral, Engagement engagement)
    {
        var year = FiscalYears.Of(engagement.Start);
        if (engagement.Type == EngagementTypes.Information)
        {
            Add("information", year, referral, 1);
            return;
        }
        Add("engagements", year, referral, 1);
        Add(
            engagement.Type switch
            {
                EngagementTypes.JointResearch => "joint_research",
                EngagementTypes.CommissionedResearch => "commissioned_research",
                EngagementTypes.KnowHow => "know_how",
                _ => "consultations",
            },
            year,
            referral,
            1
        );
        Add("contract_amount", year, referral, 1_000L * (engagement.Amount ?? 0));
        Add("company_share_amount", year, referral, 1_000L * (engagement.Share ?? 0));
    }

    public void Outcome(Case referral, Outcome outcome)
    {
        var year = FiscalYears.Of(outcome.Date);
        var pieces = outcome.Value ?? 1;
        if (OutcomeTypes.Counted.Contains(outcome.Type))
            Add("outcomes", year, referral, pieces);
        switch (outcome.Type)
        {
            case OutcomeTypes.PatentFiled:
                Add("patents", year, referral, pieces);
                break;
            case OutcomeTypes.Product:
                Add("products", year, referral, pieces);
                break;
            case OutcomeTypes.NewBusiness:
                Add("new_businesses", year, referral, pieces);
                break;
            case OutcomeTypes.Jobs:
                Add("jobs", year, referral, pieces);
                break;
            case OutcomeTypes.Sales:
                Add("added_sales", year, referral, 1_000L * pieces);
                break;
        }
    }

    private void Add(string measure, int year, Case referral, long amount)
    {
        var part = Part(referral.Place);
        Bump(new(measure, year, "", ""), amount);
        Bump(new(measure, year, part, ""), amount);
        foreach (var cluster in referral.Clusters)
            Bump(new(measure, year, "", cluster.Code), amount);
    }

    private void Once(ExpectedKey key, string identity)
    {
        if (seen.Add((key, identity)))
            Bump(key, 1);
    }

    private static string Part(Place place) => "22-" + place.SubRegion.ToString().ToLowerInvariant();

    private void Bump(ExpectedKey key, long amount) => sums[key] = sums.GetValueOrDefault(key) + amount;
}
