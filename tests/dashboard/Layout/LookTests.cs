using System.Reflection;

namespace Analytics.Tests.Dashboard.Layout;

/// <summary>What holds for the style sheets.</summary>
public class LookTests
{
    private static readonly string Sheets = Path.Combine(
        typeof(LookTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "dashboard",
        "wwwroot"
    );

    // With :has(), every element that comes or goes has the browser look over all tables of the page again: a class costs nothing. Paper is styled once.
    [Fact]
    public void Look_OnTheScreen_AsksNoElementWhatItHolds()
    {
        var sheets = Directory.GetFiles(Sheets, "*.css").Where(file => Path.GetFileName(file) != "print.css").ToList();

        Assert.Equal(5, sheets.Count);
        Assert.All(sheets, file => Assert.DoesNotContain(":has(", File.ReadAllText(file), StringComparison.Ordinal));
    }
}
