namespace Analytics.Dashboard.Visuals;

/// <summary>What a visual has to show.</summary>
public enum VisualState
{
    /// <summary>Its figures.</summary>
    Ready,

    /// <summary>The question is on its way.</summary>
    Loading,

    /// <summary>There is nothing to draw; it says why.</summary>
    Empty,

    /// <summary>The question failed; it can be asked again.</summary>
    Failed,
}
