namespace Analytics.Etl.Samples;

/// <summary>
/// Shares a whole out in proportion, so that the shares are whole numbers and add up to it exactly: each gets what it is due rounded down, and those
/// with the largest remainders one more.
/// </summary>
public static class LargestRemainder
{
    /// <param name="whole">What is shared out; not negative.</param>
    /// <param name="weights">In what proportion; not negative. Where all are 0, the shares are as equal as they can be.</param>
    /// <returns>One share per weight, in their order. Of equal remainders the first goes before.</returns>
    public static IReadOnlyList<long> Split(long whole, IReadOnlyList<double> weights)
    {
        var sum = weights.Sum();
        var due = weights.Select(weight => whole * (sum > 0 ? weight / sum : 1d / weights.Count)).ToList();
        var shares = due.Select(d => (long)d).ToArray();
        foreach (var index in Enumerable.Range(0, due.Count).OrderByDescending(i => due[i] - shares[i]).ThenBy(i => i).Take((int)(whole - shares.Sum())))
            shares[index]++;
        return shares;
    }
}
