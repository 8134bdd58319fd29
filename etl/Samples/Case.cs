namespace Analytics.Etl.Samples;

/// <summary>A state and the day on which it was reached.</summary>
public readonly record struct Step(DateOnly Date, string State);

/// <summary>A referral with everything that followed from it up to <see cref="FiscalYears.Closing"/>.</summary>
public sealed record Case(
    int Index,
    string Number,
    DateOnly Date,
    Bank Bank,
    Branch Branch,
    Company Company,
    string Channel,
    Institute Institute,
    string Need,
    string Field,
    IReadOnlyList<Cluster> Clusters,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<Engagement> Engagements,
    IReadOnlyList<Outcome> Outcomes
)
{
    /// <summary>Where the company's office lay on the day of the referral.</summary>
    public Place Place => Company.Place.At(Date);

    public int FiscalYear => FiscalYears.Of(Date);

    /// <summary>The meeting that it came from; null for every other channel, and before the first meeting.</summary>
    public ExchangeMeeting? Meeting => Channel == Channels.ExchangeMeeting ? ExchangeMeetings.Before(Institute, Date) : null;
}

/// <summary>An engagement of the institute; amounts in thousands of yen, null where the ledger leaves them blank.</summary>
public sealed record Engagement(
    string Number,
    Institute Institute,
    string Unit,
    string Type,
    string? Stage,
    DateOnly Start,
    DateOnly? PlannedEnd,
    int? Amount,
    int? Share,
    IReadOnlyList<Step> Steps
)
{
    public bool IsResearch => Type is EngagementTypes.JointResearch or EngagementTypes.CommissionedResearch;
}

/// <summary>A result at the company; <paramref name="Value"/> in pieces, persons or thousands of yen according to its type.</summary>
public sealed record Outcome(
    string Number,
    string? EngagementNumber,
    string Type,
    DateOnly Date,
    int? Value,
    string Unit,
    bool Verified,
    bool ModelCase,
    string Summary
);

public static class Channels
{
    public const string Branches = "支店網",
        YoungExecutives = "若手経営者会",
        ExchangeMeeting = "技術交流会",
        Other = "その他";
}

public static class EngagementTypes
{
    public const string Information = "情報提供",
        Consultation = "技術相談",
        JointResearch = "共同研究",
        CommissionedResearch = "受託研究",
        KnowHow = "ノウハウ開示";
}

public static class OutcomeTypes
{
    public const string PatentFiled = "特許出願",
        PatentGranted = "特許登録",
        Licence = "実施許諾",
        Prototype = "試作品",
        Product = "製品化",
        Sales = "売上増",
        Jobs = "雇用増",
        Investment = "設備投資",
        Loan = "融資実行",
        NewBusiness = "新事業",
        NewCompany = "起業";

    /// <summary>The types that make up the measure "outcomes".</summary>
    public static readonly string[] Counted = [PatentFiled, Licence, Prototype, Product, NewBusiness, NewCompany];
}
