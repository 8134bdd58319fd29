using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Visuals;

namespace Analytics.Tests.Dashboard.Visuals;

/// <summary>Rounds of agreements as the time axis tells them.</summary>
public class AgreementSpanTests
{
    [Fact]
    public void Of_DaysCloseTogether_AreOneRoundOfTheirKind()
    {
        var spans = AgreementSpan.Of([
            new(new(2007, 8, 6), false, 1),
            new(new(2008, 9, 22), false, 1),
            new(new(2010, 3, 25), true, 2),
            new(new(2010, 6, 24), true, 1),
            new(new(2010, 7, 1), false, 1),
            new(new(2013, 12, 20), true, 1),
            new(new(2014, 1, 10), true, 1),
        ]);

        Assert.Equal(["2007-08-06", "2008-09-22", "2010-03～06（3件）", "2010-07-01", "2013-12～2014-01（2件）"], spans.Select(s => s.Text(Texts.Of("ja"))));
        Assert.Equal([false, false, true, false, true], spans.Select(s => s.IsExtension));
        Assert.Equal("2010-03 to 06 (3)", spans[2].Text(Texts.Of("en")));
    }
}
