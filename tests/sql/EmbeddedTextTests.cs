using Analytics.Sql;

namespace Analytics.Tests.Sql;

public class EmbeddedTextTests
{
    [Fact]
    public void Read_UnknownPath_NamesItAndTheAssembly()
    {
        var error = Assert.Throws<FileNotFoundException>(() => EmbeddedText.Read("migrations/none.sql"));
        Assert.Contains("migrations/none.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("Analytics.Sql", error.Message, StringComparison.Ordinal);
    }
}
