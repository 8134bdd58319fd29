using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>Each measure of the product has a figure that was worked out by hand; a measure without one does not pass.</summary>
public partial class WorkedByHandTests
{
    private static readonly string Root = typeof(WorkedByHandTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot")
        .Value!;

    private static readonly IReadOnlyList<(string Measure, MethodInfo Test, WorkedByHandAttribute Mark)> Worked =
    [
        .. typeof(WorkedByHandTests)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(test =>
                test.GetCustomAttributes<WorkedByHandAttribute>().SelectMany(mark => mark.Measures.Split(' ').Select(measure => (measure, test, mark)))
            ),
    ];

    public static TheoryData<string> Measures => [.. ModelCatalog.Load().Measures.Keys];

    [Theory, MemberData(nameof(Measures))]
    public void EveryMeasure_HasAFigureWorkedOutByHand(string measure) => Assert.Contains(measure, Worked.Select(w => w.Measure));

    [Fact]
    public void EachNamed_IsAMeasure_WhoseFigureThatVeryTestCompares() =>
        Assert.All(
            Worked,
            worked =>
            {
                Assert.Contains(worked.Measure, ModelCatalog.Load().Measures.Keys);
                Assert.NotNull(worked.Test.GetCustomAttribute<FactAttribute>());
                var lines = File.ReadAllLines(Path.Combine(Root, worked.Mark.File));
                // From below the mark to the end of the method; a list of measures may be a constant of its class.
                var body = lines.Skip(worked.Mark.Line).TakeWhile(line => line != "    }").ToList();
                var constants = lines.Where(line => line.Contains("const string", StringComparison.Ordinal)).ToList();
                Assert.Contains(body, line => line.Contains("Assert.Equal", StringComparison.Ordinal) || line.Contains("RowsAsync", StringComparison.Ordinal));
                Assert.Contains(worked.Measure, body.Concat(constants).SelectMany(line => Word().Matches(line).Select(match => match.Value)));
            }
        );

    [GeneratedRegex("[a-z][a-z0-9_]*")]
    private static partial Regex Word();
}
