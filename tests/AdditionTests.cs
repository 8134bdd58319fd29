using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Dashboard.Api;
using Analytics.Dashboard.Visuals;
using Analytics.Etl.Sources;
using Microsoft.AspNetCore.Components;
using Quartz;

namespace Analytics.Tests;

/// <summary>
/// How many files an addition takes, as the README's table says: what is found by itself is named in no other file. Declarations (measures, slicers, sources,
/// lists, checks) are tried by OverlayTests and IndustryListTests, facts by NewFactTests.
/// </summary>
public partial class AdditionTests
{
    private static readonly string Root = typeof(AdditionTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    private static readonly Assembly Dashboard = typeof(VisualRecipe).Assembly;

    [Fact]
    public void Route_IsOneFile() => AssertNamedNowhereElse("dashboard", Found<IApiRoute>(Dashboard), most: 1);

    [Fact]
    public void Visual_IsOneFile() => AssertNamedNowhereElse("dashboard", Found<VisualRecipe>(Dashboard), most: 1);

    [Fact]
    public void Page_IsOneComponent_WithItsCodeBesideIt() =>
        AssertNamedNowhereElse(
            "dashboard",
            [.. Dashboard.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any() && type.Name != "NotFoundPage")], // the router's own
            most: 2
        );

    [Fact]
    public void Job_IsOneFile_WhichTheScheduleDoesNotName()
    {
        var schedule = Sources("etl").Single(file => file.Key.EndsWith("/Schedule.cs", StringComparison.Ordinal)).Value;
        var jobs = Found<IJob>(typeof(SourceCatalog).Assembly);

        Assert.True(jobs.Count > 4);
        Assert.All(jobs, job => Assert.DoesNotContain(job.Name, schedule, StringComparison.Ordinal));
    }

    private static List<Type> Found<T>(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))];

    private static void AssertNamedNowhereElse(string project, List<Type> types, int most)
    {
        var sources = Sources(project);

        Assert.True(types.Count > 5);
        Assert.All(
            types,
            type =>
            {
                var own = sources.Keys.Where(file => Path.GetFileName(file).Split('.')[0] == type.Name).ToList();
                var naming = sources.Where(file => Regex.IsMatch(file.Value, $@"\b{type.Name}\b")).Select(file => file.Key).Union(own).ToList();
                Assert.True(naming.Count <= most, $"{type.Name} is named in {string.Join(", ", naming)}");
            }
        );
    }

    /// <summary>The code of a project by file, without comments.</summary>
    private static Dictionary<string, string> Sources(string project) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, project), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !Built().IsMatch(file))
            .ToDictionary(file => file, file => Comment().Replace(File.ReadAllText(file), ""));

    [GeneratedRegex("/(obj|bin|node_modules)/")]
    private static partial Regex Built();

    [GeneratedRegex(@"//[^\n]*|@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
