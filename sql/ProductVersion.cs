using System.Reflection;

namespace Analytics.Sql;

/// <summary>Which version of the product runs: what a report of a fault, a health check and an exported file name.</summary>
public static class ProductVersion
{
    /// <summary>E.g. <c>0.13.0</c>, as <c>Directory.Build.props</c> has it; the commit that the build was made of is left out.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
