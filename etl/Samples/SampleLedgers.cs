using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// Synthetic ledgers of two fictitious banks and two fictitious institutes in Shizuoka prefecture, FY2007 to FY2012, with the faults
/// of real ledgers at a low rate. The same number and seed give the same bytes. Every file is marked 合成データ.
/// </summary>
public static class SampleLedgers
{
    /// <summary>The size and seed of the samples that the product brings along.</summary>
    public const int DefaultReferrals = 3_000;
    public const ulong DefaultSeed = 20070806;

    /// <summary>
    /// Writes the ledgers below <paramref name="folder"/>, one folder per owner. Cases stream: memory grows with the planned faults only
    /// (about one row in fifty) and with the companies at meetings.
    /// </summary>
    /// <param name="progress">Told the number of referrals written so far, about a hundred times.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="referrals"/> is under 1.</exception>
    public static SampleSummary Write(int referrals, ulong seed, string folder, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(referrals, 1);
        var (plan, tally, cases) = (new FaultPlan(seed), new Tally(), new CaseMaker(referrals, seed));
        using var banks = new ReferralLedgers(folder, seed, plan, cases.Numbers, tally);
        using var institutes = new EngagementLedgers(folder, plan, cases.Numbers, tally);
        using var surveys = new OutcomeSurveys(folder, seed, plan, tally);
        using var meetings = new MeetingLedgers(folder, seed, plan, cases, tally);
        using var returns = new SurveyReturns(folder, seed, plan, tally);
        var written = 0;
        foreach (var referral in cases.All())
        {
            cancellation.ThrowIfCancellationRequested();
            var accepted = banks.Write(referral);
            institutes.Write(referral, accepted);
            surveys.Write(referral, accepted);
            meetings.Write(referral);
            returns.Write(referral, accepted);
            if (++written % Math.Max(1, referrals / 100) == 0)
                progress?.Report(written);
        }
        banks.Finish();
        institutes.Finish();
        surveys.Finish();
        meetings.Finish();
        returns.Finish();
        var files = banks
            .Files.Select(f => Describe(f.Owner, ReferralLedgers.Ledger, f.File))
            .Concat(institutes.Files.Select(f => Describe(f.Owner, EngagementLedgers.Ledger, f.File)))
            .Concat(surveys.Files.Select(f => Describe(f.Owner, OutcomeSurveys.Ledger, f.File)))
            .Concat(meetings.Files.Select(f => Describe(f.Owner, MeetingLedgers.Ledger, f.File)))
            .Concat(returns.Files.Select(f => Describe(f.Owner, SurveyReturns.Ledger, f.File)))
            .ToList();
        if (returns.Copy is var (owner, original, path))
            files.Add(Describe(owner, SurveyReturns.Ledger, original) with { Path = path, CopyOf = original.Path });
        foreach (var (ledger, file) in CouncilSheets.Write(folder, seed, tally.Sums))
            using (file)
            {
                file.Finish();
                files.Add(Describe(CouncilSheets.Owner, ledger, file));
            }
        return new SampleSummary(written, [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)], plan.Planned, tally.Sums);
    }

    private static WrittenFile Describe(string owner, string ledger, LedgerFile file) => new(file.Path, owner, ledger, file.Format, file.Rows);
}
