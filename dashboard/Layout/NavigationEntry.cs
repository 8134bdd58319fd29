using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Analytics.Dashboard.Layout;

/// <summary>A page's own entry in the navigation: its text's key, its place (small first) and its icon, the path data of an 18 × 18 drawing.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NavigationEntryAttribute(string textKey, int order, string icon) : Attribute
{
    /// <summary>Key in Texts.yaml.</summary>
    public string TextKey { get; } = textKey;

    /// <summary>Place among the entries, small first.</summary>
    public int Order { get; } = order;

    /// <summary>Path data, drawn as a line of 1.6 in a box of 18 × 18.</summary>
    public string Icon { get; } = icon;
}

/// <summary>An entry of the navigation as discovered: text's key, address and icon.</summary>
public sealed record NavigationEntry(string TextKey, string Address, string Icon)
{
    /// <summary>The pages that exist, in their order: found by their attribute, so that a new page is named nowhere else.</summary>
    public static IReadOnlyList<NavigationEntry> All { get; } = Discover(Assembly.GetExecutingAssembly());

    internal static IReadOnlyList<NavigationEntry> Discover(Assembly assembly) =>
        [
            .. from page in assembly.GetTypes()
            let entry = page.GetCustomAttribute<NavigationEntryAttribute>()
            where entry is not null
            orderby entry.Order
            select new NavigationEntry(entry.TextKey, page.GetCustomAttributes<RouteAttribute>().Single().Template, entry.Icon),
        ];
}
