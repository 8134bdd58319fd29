using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;

namespace Analytics.Tests;

public class ThirdPartyNoticesTests
{
    private static readonly string Root = typeof(ThirdPartyNoticesTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    private static readonly IReadOnlyList<string> Listed =
    [
        .. File.ReadLines(Path.Combine(Root, "THIRD-PARTY-NOTICES")).Where(line => line.Contains(" | ", StringComparison.Ordinal)).Select(line => line.Trim()),
    ];

    public static TheoryData<string> Packages =>
        [
            .. new[]
            {
                "Directory.Build.props",
                "sql/Analytics.Sql.csproj",
                "etl/Analytics.Etl.csproj",
                "dashboard/Analytics.Dashboard.csproj",
                "tests/Analytics.Tests.csproj",
            }
                .SelectMany(file => XDocument.Load(Path.Combine(Root, file)).Descendants("PackageReference"))
                .Select(reference => reference.Attribute("Include")!.Value)
                .Concat(new[] { "sql/EmbeddedPostgres/package.json", "dashboard/package.json" }.SelectMany(NpmPackages))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Notices_EachPackage_StandsThereWithALicence(string package) =>
        Assert.Contains(Listed, line => line.StartsWith(package + " ", StringComparison.Ordinal) && line.Split('|')[1].Trim().Length > 0);

    private static IEnumerable<string> NpmPackages(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, file)));
        return
        [
            .. new[] { "dependencies", "optionalDependencies" }
                .Where(kind => json.RootElement.TryGetProperty(kind, out _))
                .SelectMany(kind => json.RootElement.GetProperty(kind).EnumerateObject())
                .Select(dependency => dependency.Name),
        ];
    }
}
