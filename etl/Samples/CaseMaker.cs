namespace Analytics.Etl.Samples;

/// <summary>
/// Makes the cases one by one in the order of their referral. It remembers only serial numbers, so that any number of cases streams.
/// Not thread-safe.
/// </summary>
public sealed class CaseMaker(int referrals, ulong seed)
{
    private static readonly string[] Ways = [Channels.Branches, Channels.YoungExecutives, Channels.ExchangeMeeting, Channels.Other];
    private static readonly string[] Aims =
    [
        "歩留まりを上げたい",
        "耐久性を評価したい",
        "量産の方法を探したい",
        "検査を自動化したい",
        "新しい用途を見つけたい",
        "環境負荷を下げたい",
    ];

    // Three in four referrals are of a company not seen before: about 1.3 referrals per company.
    private const double NewCompany = 0.765;

    private readonly double smallTown = Math.Min(0.05, 7.0 / (referrals * NewCompany));
    private readonly Numbers numbers = new();
    private int companies;
    private int cases;

    public Numbers Numbers => numbers;

    /// <summary>Companies of the region, from serial number 0: those that are referred at some time, and some that never are.</summary>
    public int CompaniesAround { get; } = 40 + (int)(referrals * NewCompany * 1.2);

    public Company CompanyAt(int serial) => Company.At(seed, serial, smallTown);

    public IEnumerable<Case> All()
    {
        foreach (var (date, count) in ReferralCalendar.Days(referrals, seed))
            for (var i = 0; i < count; i++)
                yield return Make(date);
    }

    private Case Make(DateOnly date)
    {
        var draw = new Draw(seed, Streams.Case, (ulong)cases);
        var serial = companies == 0 || draw.Chance(NewCompany) ? companies++ : draw.Below(companies);
        var company = CompanyAt(serial);
        var place = company.Place;
        var house = new Draw(seed, Streams.House, (ulong)serial);
        var bank = Parties.BankOf(place.SubRegion, date, house);
        var institute = Parties.InstituteOf(bank, date, draw);
        var year = FiscalYears.Of(date);
        var things = draw.Pick(company.Industry.Things);
        var field = draw.Pick(company.Industry.Fields);

        var history = new CaseHistory(draw, Funnel.Of(place, year), institute, date, numbers, bank, things);
        return new Case(
            cases++,
            numbers.Next(bank.Code, "", year),
            date,
            bank,
            Parties.BranchOf(bank, place, house),
            company,
            Ways[draw.Weighted([0.70, 0.09, 0.16, 0.05])],
            institute,
            $"{things}の{draw.Pick(Aims)}",
            field,
            Clusters.Of(company.IndustryCode, place.SubRegion, date, draw),
            history.Steps,
            history.Engagements,
            history.Outcomes
        );
    }
}
