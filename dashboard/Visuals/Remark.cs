using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Analytics.Dashboard.Visuals;

/// <summary>A remark whose days stand on one line each: a browser would break 2010-03-29 at its hyphens.</summary>
public sealed partial class Remark : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var (place, part) in Days().Split(Text).Index())
        {
            if (place % 2 == 0)
            {
                builder.AddContent(0, part);
                continue;
            }

            builder.OpenElement(1, "span");
            builder.AddAttribute(2, "class", "whole");
            builder.AddContent(3, part);
            builder.CloseElement();
        }
    }

    // What is captured stands between the pieces that are split.
    [GeneratedRegex("([0-9]{4}-[0-9]{2}-[0-9]{2})")]
    private static partial Regex Days();
}
