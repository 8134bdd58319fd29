namespace Analytics.Sql.Model.Answers;

/// <summary>
/// The share of a cohort that has reached an event by the time t, where some will never reach it (a competing event came instead) and others have not been
/// watched for long enough: the Aalen–Johansen estimator, F(t) = Σ S(tᵢ−)·dᵢ/nᵢ, with S the share that nothing has happened to, dᵢ those who reach the event at
/// tᵢ and nᵢ those still watched then. It never looks at the achievers alone.
/// <para>Sources: O. Aalen, S. Johansen, "An empirical transition matrix for non-homogeneous Markov chains based on censored observations", Scand. J.
/// Statist. 5
/// (1978) 141–150; computed as B. Efron's redistribution to the right, "The two sample problem with censored data" (Proc. Fifth Berkeley Symp. 4, 1967): all
/// weigh the same, and who is lost from sight hands its weight on in equal parts to those still watched.</para>
/// <para>Ties: at the same t events (reached and competing) come before the loss from sight, so who is lost at t was still watched at t. An event before the
/// start counts at 0.</para>
/// </summary>
public static class CumulativeIncidence
{
    // Rounding error of summed decimals; two different shares are never this close.
    private const decimal Tolerance = 1e-15m;

    /// <summary>The smallest t by which at least <paramref name="share"/> has reached the event; null if that share is never reached.</summary>
    public static int? TimeOf(IEnumerable<Departure> departures, decimal share)
    {
        var byTime = departures
            .GroupBy(d => Math.Max(d.After, 0))
            .OrderBy(g => g.Key)
            .Select(g => new Departure(g.Key, g.Sum(d => d.Reached), g.Sum(d => d.Competing), g.Sum(d => d.Censored)))
            .ToList();
        var watched = byTime.Sum(d => d.Reached + d.Competing + d.Censored);
        if (watched == 0)
        {
            return null;
        }

        var (weight, reached) = (1m / watched, 0m);
        foreach (var step in byTime)
        {
            reached += weight * step.Reached;
            if (reached >= share - Tolerance)
            {
                return step.After;
            }

            watched -= step.Reached + step.Competing;
            var left = watched - step.Censored;
            if (step.Censored > 0 && left > 0)
            {
                weight = weight * watched / left;
            }

            watched = left;
        }

        return null;
    }
}
