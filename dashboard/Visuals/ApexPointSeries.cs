using Microsoft.AspNetCore.Components;

namespace Analytics.Dashboard.Visuals;

/// <summary>One series of an <see cref="ApexChart{TItem}"/>: items, and what of them is x and y.</summary>
public sealed class ApexPointSeries<TItem> : ComponentBase, IDisposable
{
    [CascadingParameter]
    public required ApexChart<TItem> Chart { get; set; }

    /// <summary>The items, in the order of the axis.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<TItem> Items { get; set; }

    /// <summary>Name as it stands at the end of a line.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>How it is drawn.</summary>
    [Parameter]
    public SeriesType SeriesType { get; set; }

    /// <summary>The category: a text, or a list of lines.</summary>
    [Parameter, EditorRequired]
    public required Func<TItem, object> XValue { get; set; }

    /// <summary>The figure in major units; null leaves a gap.</summary>
    [Parameter, EditorRequired]
    public required Func<TItem, decimal?> YValue { get; set; }

    /// <summary>The figure in words where it has none, e.g. データなし.</summary>
    [Parameter]
    public Func<TItem, string>? YText { get; set; }

    /// <summary>What the figure is made of, in words; null where it has no parts.</summary>
    [Parameter]
    public Func<TItem, string?>? Parts { get; set; }

    /// <summary>Provisional figures are dashed.</summary>
    [Parameter]
    public Func<TItem, bool>? Provisional { get; set; }

    /// <summary>The token of its colour.</summary>
    [Parameter]
    public string Color { get; set; } = "--accent";

    /// <summary>The form of a line's points.</summary>
    [Parameter]
    public MarkerForm Form { get; set; }

    /// <summary>Place among the series.</summary>
    [Parameter]
    public int Order { get; set; }

    /// <inheritdoc />
    protected override void OnParametersSet() => Chart.Add(this);

    internal DrawnSeries Draw(FigureScale scale) =>
        new(
            Name,
            Color,
            Form.ToString().ToLowerInvariant(),
            [
                .. Items.Select(item => new DrawnPoint(
                    YValue(item),
                    YText?.Invoke(item) ?? (YValue(item) is { } y ? scale.Number(y) : "—"),
                    Provisional?.Invoke(item) == true,
                    Parts?.Invoke(item)
                )),
            ]
        );

    /// <inheritdoc />
    public void Dispose() => Chart.Remove(this);
}
