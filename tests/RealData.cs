using System.Reflection;

namespace Analytics.Tests;

/// <summary>The real files, which the project does not carry: <c>ANALYTICS_REAL_DATA</c>, else <c>../shared/data</c> beside the checkout.</summary>
internal static class RealData
{
    /// <summary>The path of one small file that went wrong (<c>../shared/cases</c>); skips the running test where it is absent.</summary>
    public static string Case(string name)
    {
        var path = Path($"../cases/{name}");
        Assert.SkipUnless(File.Exists(path), $"There is no {System.IO.Path.GetFullPath(path)}.");
        return path;
    }

    /// <summary>The path of one real file; skips the running test where the whole folder is absent.</summary>
    public static string Path(string relative)
    {
        var root = typeof(RealData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepositoryRoot").Value!;
        var folder = Environment.GetEnvironmentVariable("ANALYTICS_REAL_DATA") is { Length: > 0 } named
            ? named
            : System.IO.Path.Combine(root, "..", "shared", "data");
        Assert.SkipUnless(Directory.Exists(folder), $"No real data in {System.IO.Path.GetFullPath(folder)}; set ANALYTICS_REAL_DATA.");
        return System.IO.Path.Combine(folder, relative);
    }
}
