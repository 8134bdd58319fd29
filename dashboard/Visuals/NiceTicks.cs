namespace Analytics.Dashboard.Visuals;

/// <summary>Round values for an axis that includes zero and all values, steps of 1, 2 or 5 × 10ⁿ.</summary>
internal static class NiceTicks
{
    public static IReadOnlyList<decimal> For(decimal smallest, decimal largest, decimal least = 1, int about = 4)
    {
        smallest = Math.Min(0, smallest);
        largest = Math.Max(Math.Max(0, largest), smallest + least);
        var raw = (largest - smallest) / about;
        var magnitude = Power(raw);
        var step = new[] { 1m, 2m, 5m, 10m }.Select(m => m * magnitude).First(s => s >= raw);
        step = Math.Max(step, least) / 1.0000000000000000000000000000m; // without trailing zeros
        var ticks = new List<decimal>();
        for (var tick = Math.Floor(smallest / step) * step; ticks.Count == 0 || ticks[^1] < largest; tick += step)
            ticks.Add(tick);
        return ticks;
    }

    private static decimal Power(decimal value)
    {
        var power = 1m;
        while (power * 10 <= value)
            power *= 10;
        while (power > value)
            power /= 10;
        return power;
    }
}
