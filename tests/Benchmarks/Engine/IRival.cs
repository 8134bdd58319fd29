namespace Analytics.Benchmarks.Engine;

/// <summary>Something that answers the measured page. What it gives is compared with what the others give before anything is timed.</summary>
internal interface IRival
{
    string Name { get; }

    /// <summary>
    /// Answers a page: per visual the sum of its rows' engagements and amounts and the number of its rows; the totals with the distinct companies.
    /// </summary>
    Task<PageAnswer> AnswerAsync(Page page);
}

/// <summary>What an answer must agree on: the totals (engagements, amount, companies), and per visual the rows and the engagements in them.</summary>
internal sealed record PageAnswer(long Engagements, decimal Amount, long Companies, IReadOnlyList<(int Rows, long Engagements)> Visuals)
{
    public override string ToString() =>
        $"{Engagements:N0} engagements, {Amount:N0} yen, {Companies:N0} companies; {string.Join(' ', Visuals.Select(v => $"{v.Rows}:{v.Engagements}"))}";
}
