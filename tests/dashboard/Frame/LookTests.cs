using Analytics.Dashboard.Hosting;
using Analytics.Sql;

namespace Analytics.Tests.Dashboard.Frame;

/// <summary>What holds for the one style sheet.</summary>
public class LookTests
{
    // With :has(), every element that comes or goes has the browser look over all tables of the page again: a class costs nothing. Paper is styled once.
    [Fact]
    public void Look_OnTheScreen_AsksNoElementWhatItHolds()
    {
        var look = EmbeddedText.Read("wwwroot/look.css", typeof(DashboardApp).Assembly);

        Assert.DoesNotContain(":has(", look[..look.IndexOf("@media print", StringComparison.Ordinal)], StringComparison.Ordinal);
    }
}
