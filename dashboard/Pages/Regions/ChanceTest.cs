namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// Whether two shares differ by more than chance would make them: Fisher's exact test, two-sided (R. A. Fisher, "Statistical Methods for Research Workers", 5th
/// edition, 1934, § 21.02; two-sided as the sum of the probabilities of all tables that are no likelier than the one seen, as R's fisher.test has
/// it). It holds for
/// small numbers too. The declared rule: from p = 5 % on, a difference is within chance.
/// </summary>
public static class ChanceTest
{
    /// <summary>From this probability on a difference is within chance.</summary>
    public const double Level = 0.05;

    /// <summary>
    /// The probability of a difference at least as unlikely, were both shares the same: <paramref name="part"/> of <paramref name="all"/> against
    /// <paramref name="otherPart"/> of <paramref name="otherAll"/>.
    /// </summary>
    public static double Probability(long part, long all, long otherPart, long otherAll)
    {
        var (marked, total) = (part + otherPart, all + otherAll);
        var logs = LogFactorials(total);
        var seen = Log(part);
        var sum = 0.0;
        // Equal probabilities come out of the logarithms a hair apart.
        for (var k = Math.Max(0, marked - otherAll); k <= Math.Min(marked, all); k++)
            if (Log(k) is var log && log <= seen + 1e-7)
                sum += Math.Exp(log);
        return Math.Min(1, sum);

        double Log(long k) => Choose(all, k) + Choose(otherAll, marked - k) - Choose(total, marked);

        double Choose(long n, long k) => logs[n] - logs[k] - logs[n - k];
    }

    /// <summary>True where the difference is within chance by the declared rule.</summary>
    public static bool IsWithinChance(long part, long all, long otherPart, long otherAll) => Probability(part, all, otherPart, otherAll) >= Level;

    private static double[] LogFactorials(long upTo)
    {
        var logs = new double[upTo + 1];
        for (var i = 1; i < logs.Length; i++)
            logs[i] = logs[i - 1] + Math.Log(i);
        return logs;
    }
}
