using Microsoft.AspNetCore.Components;

namespace Analytics.Dashboard.Localization;

/// <summary>A component that speaks: <see cref="T"/> holds the texts of the reader's language.</summary>
public abstract class Localised : ComponentBase
{
    /// <summary>Texts of the reader's language, cascaded from the root.</summary>
    [CascadingParameter]
    public Texts T { get; set; } = Texts.Of(null);
}
