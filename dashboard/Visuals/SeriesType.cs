namespace Analytics.Dashboard.Visuals;

/// <summary>How a series is drawn.</summary>
public enum SeriesType
{
    /// <summary>A line with a point per x; its label stands at its end.</summary>
    Line,
}
