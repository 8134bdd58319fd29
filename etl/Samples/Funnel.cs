namespace Analytics.Etl.Samples;

/// <summary>
/// How likely each further step is. The west truly does better at every one of them; the small town's luck is no merit,
/// merely what a handful of cases can look like.
/// </summary>
public sealed record Funnel(double Engages, double Research, double Prototype, double Product, double Sales, double Wait, double Money)
{
    private static readonly Funnel West = new(0.84, 0.46, 0.54, 0.62, 0.88, 32, 1.35);
    private static readonly Funnel Central = new(0.68, 0.36, 0.44, 0.50, 0.78, 48, 1.0);
    private static readonly Funnel East = new(0.66, 0.36, 0.42, 0.46, 0.78, 55, 0.9);
    private static readonly Funnel Lucky = new(1.0, 0.9, 0.9, 0.85, 0.9, 20, 1.2);

    /// <summary>The funnel of a company there in that year: both sides learnt, so that later years convert a little better.</summary>
    public static Funnel Of(Place place, int fiscalYear)
    {
        if (place == Places.Small)
            return Lucky;
        var funnel = place.SubRegion switch
        {
            SubRegion.West => West,
            SubRegion.Central => Central,
            _ => East,
        };
        return funnel with { Engages = funnel.Engages * (0.94 + 0.02 * (fiscalYear - FiscalYears.First)) };
    }
}
