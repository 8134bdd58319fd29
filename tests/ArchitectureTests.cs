using Analytics.Dashboard.Localization;
using Analytics.Etl.Sources;
using Analytics.Sql;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Npgsql;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Analytics.Tests;

/// <summary>The house as the README draws it: folders are namespaces, and no two of them use each other.</summary>
public class ArchitectureTests
{
    private static readonly Architecture House = new ArchLoader()
        .LoadAssemblies(typeof(Bilingual).Assembly, typeof(SourceCatalog).Assembly, typeof(Texts).Assembly, typeof(NpgsqlDataSource).Assembly)
        .Build();

    [Theory]
    [InlineData("Analytics.Sql")]
    [InlineData("Analytics.Etl")]
    [InlineData("Analytics.Dashboard")]
    public void Folders_HaveNoCircle(string project)
    {
        var uses = UsesOf(project);

        Assert.True(uses.Count > 10, $"{project} has only {uses.Count} uses between folders");
        Assert.Equal([], Circles(uses, folder => folder));
        Assert.Equal([], Circles(uses, folder => folder.Split('.')[0])); // whole rooms too, with all that lies in them
    }

    [Fact]
    public void Circle_ThroughSeveralFolders_IsFound()
    {
        var uses = new HashSet<(string, string)>
        {
            ("Pages", "Visuals"),
            ("Visuals", "Questions"),
            ("Questions", "Pages.Shared"),
            ("Questions", "Localization"),
        };

        Assert.Equal([], Circles(uses, folder => folder));
        Assert.Equal(["Pages", "Questions", "Visuals"], Circles(uses, folder => folder.Split('.')[0]));
    }

    /// <summary>Which folder of a project uses which, by their namespaces below the project's.</summary>
    private static HashSet<(string From, string To)> UsesOf(string project) =>
        [
            .. from type in House.Types
            where IsWithin(type, project)
            from dependency in type.Dependencies
            where dependency.Target is not GenericParameter && IsWithin(dependency.Target, project)
            select (type.Namespace.FullName[(project.Length + 1)..], dependency.Target.Namespace.FullName[(project.Length + 1)..]),
        ];

    private static bool IsWithin(IType type, string project) => type.Namespace?.FullName.StartsWith(project + ".", StringComparison.Ordinal) == true;

    /// <summary>The rooms that lead back to themselves, in order.</summary>
    private static IReadOnlyList<string> Circles(HashSet<(string From, string To)> uses, Func<string, string> roomOf)
    {
        var steps = uses.Select(use => (From: roomOf(use.From), To: roomOf(use.To)))
            .Where(step => step.From != step.To)
            .ToLookup(step => step.From, step => step.To);
        return [.. steps.Select(step => step.Key).Where(room => Reached(room).Contains(room)).Order(StringComparer.Ordinal)];

        HashSet<string> Reached(string room)
        {
            var (found, open) = (new HashSet<string>(), new Stack<string>(steps[room]));
            while (open.TryPop(out var next))
            {
                if (!found.Add(next))
                    continue;
                foreach (var further in steps[next])
                    open.Push(further);
            }

            return found;
        }
    }

    [Fact]
    public void Projects_PointOneWay()
    {
        Types()
            .That()
            .ResideInNamespaceMatching(@"^Analytics\.Sql(\.|$)")
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Analytics\.(Etl|Dashboard)(\.|$)"))
            .Check(House);
        Types()
            .That()
            .ResideInNamespaceMatching(@"^Analytics\.Etl(\.|$)")
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Analytics\.Dashboard(\.|$)"))
            .Check(House);
        Types()
            .That()
            .ResideInNamespaceMatching(@"^Analytics\.Dashboard(\.|$)")
            .Should()
            .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Analytics\.Etl(\.|$)"))
            .Check(House);
    }

    /// <summary>
    /// Only what puts the product together, and the engine that fills its columns, may hold the database itself: all else reads within a scope.
    /// </summary>
    [Fact]
    public void Readers_TakeTheirScopeFromOnePlace() =>
        Types()
            .That()
            .ResideInNamespaceMatching(@"^Analytics\.Dashboard\.(Api|Exports|Layout|Pages|Questions|Visuals)(\.|$)|^Analytics\.Sql\.Audit$")
            .Should()
            .NotDependOnAny(typeof(NpgsqlDataSource))
            .Check(House);
}
