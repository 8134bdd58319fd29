using System.Diagnostics.Metrics;

namespace Analytics.Dashboard.Metering;

/// <summary>What all figures at <c>/metrics</c> share that are the product's own.</summary>
internal static class ProductMeter
{
    /// <summary>Name of their meter.</summary>
    public const string Name = "Analytics.Dashboard";

    /// <summary>Bounds in seconds, from an answer out of memory to a publication of a large file.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    };
}
