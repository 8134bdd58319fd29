using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Visuals;

public class FiguresWrittenTests
{
    private static Cell Of(decimal value) => new(value, CellState.Value);

    [Theory]
    [InlineData(0.5, "1")]
    [InlineData(2.5, "3")]
    [InlineData(-2.5, "−3")]
    [InlineData(-0.4, "0")]
    [InlineData(1234567, "1,234,567")]
    public void Whole_Halves_RoundAwayFromZero(double value, string text) => Assert.Equal(text, Numerals.Whole((decimal)value));

    [Theory]
    [InlineData(JapaneseYen, "ja", 412_500_000, "413百万円")]
    [InlineData(JapaneseYen, "ja", 12_345_000_000, "123億円")]
    [InlineData(JapaneseYen, "ja", 1_234_500, "1,235千円")]
    [InlineData(JapaneseYen, "ja", 999, "999円")]
    [InlineData(JapaneseYen, "en", 412_500_000, "¥413 million")]
    [InlineData("USD", "en", 1_089_400_000, "$1,089 million")]
    [InlineData("USD", "en", 74_500, "$75 thousand")]
    [InlineData("USD", "ja", 1_089_400_000, "$1,089百万")]
    [InlineData("USD", "en", -74_500, "−$75 thousand")]
    [InlineData("GBP", "en", 12_000_000, "£12 million")]
    [InlineData("GBP", "ja", 12_000_000, "£12百万")]
    [InlineData("CHF", "en", 50_000, "CHF\u00a050 thousand")]
    public void Amount_BySize_TakesItsUnit(string currency, string language, long amount, string text) =>
        Assert.Equal(text, FigureScale.For(MeasureUnit.Currency, currency, language, amount).Text(amount));

    private const string JapaneseYen = "JPY";

    [Theory]
    [InlineData(MeasureUnit.Percent, 9.04, 8.96, "9.04", "8.96")]
    [InlineData(MeasureUnit.Percent, 9.04, 9.04, "9.0", "9.0")]
    [InlineData(MeasureUnit.Percent, 56.4, 76.0, "56.4", "76.0")]
    [InlineData(MeasureUnit.Days, 12.4, 12.44, "12.40", "12.44")]
    [InlineData(MeasureUnit.Currency, 74_420, 74_380, "74.42", "74.38")]
    public void Telling_TwoFiguresThatLookAlike_GetSoManyMoreDecimals(MeasureUnit unit, double one, double other, string first, string second)
    {
        var scale = FigureScale.For(unit, JapaneseYen, "ja", 74_520).Telling((decimal)one, (decimal)other);
        Assert.Equal((first, second), (scale.Number((decimal)one), scale.Number((decimal)other)));
    }

    [Fact]
    public void Change_Increase_HasPlusAndArrowNeverATriangle()
    {
        var change = Change.Between(Of(548), Of(507))!;
        Assert.Equal("+41件 ↑", change.Text(FigureScale.For(MeasureUnit.Cases, "JPY", "ja", 548)));
        Assert.Equal("+41 cases ↑", change.Text(FigureScale.For(MeasureUnit.Cases, "JPY", "en", 548)));
        Assert.Equal("+41.0 points ↑", change.Text(FigureScale.For(MeasureUnit.Percent, "JPY", "en", 60)));
        Assert.Equal("+8.1%", change.PercentText); // 41 / 507
    }

    [Fact]
    public void Change_Decrease_HasATrueMinus()
    {
        var change = Change.Between(Of(412_000_000), Of(430_000_000))!;
        Assert.Equal("−18百万円 ↓", change.Text(FigureScale.For(MeasureUnit.Currency, "JPY", "ja", 412_000_000)));
        Assert.Equal("−¥18m ↓", change.Text(FigureScale.For(MeasureUnit.Currency, "JPY", "en", 412_000_000)));
        Assert.Equal("−4.2%", change.PercentText); // 18 / 430
        Assert.Equal("down", change.CssClass);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(0, false)]
    [InlineData(-5, false)]
    public void Change_BaseUnderTen_HasNoPercent(int before, bool hasPercent) =>
        Assert.Equal(hasPercent, Change.Between(Of(15), Of(before))!.PercentText is not null);

    [Fact]
    public void Change_NoFigureBefore_IsNone() => Assert.Null(Change.Between(Of(15), Cell.NoData));

    [Fact]
    public void Change_OfOne_IsOneCaseAndBeneathAHeadingABareNumber()
    {
        var (cases, percent, yen) = (
            FigureScale.For(MeasureUnit.Cases, "", "en", 0),
            FigureScale.For(MeasureUnit.Percent, "", "en", 0),
            FigureScale.For(MeasureUnit.Currency, "JPY", "en", 50_000_000)
        );

        Assert.Equal(("+1 case ↑", "−1 case ↓", "+2 cases ↑", "±0 cases →"), (Between(4, 3), Between(3, 4), Between(5, 3), Between(3, 3)));
        Assert.Equal("+22 ↑", Change.Between(Of(219), Of(197))!.BriefText(cases, MeasureUnit.Cases));
        Assert.Equal("−18.5 points ↓", Change.Between(Of(57.4m), Of(75.9m))!.BriefText(percent, MeasureUnit.Percent));
        Assert.Equal("−¥18m ↓", Change.Between(Of(412_000_000), Of(430_000_000))!.BriefText(yen, MeasureUnit.Currency));
        Assert.Equal(
            ("1 company", "2 companies", "1 day"),
            (
                FigureScale.For(MeasureUnit.Companies, "", "en", 0).Text(1),
                FigureScale.For(MeasureUnit.Companies, "", "en", 0).Text(2),
                FigureScale.For(MeasureUnit.Days, "", "en", 0).Text(1)
            )
        );

        string Between(decimal now, decimal before) => Change.Between(Of(now), Of(before))!.Text(cases);
    }

    [Theory]
    [InlineData(CellState.Provisional)]
    [InlineData(CellState.Immature)]
    public void Change_OfWhatHasNotHadItsTime_IsNone(CellState state) => Assert.Null(Change.Between(new(15, state), Of(20)));

    [Fact]
    public void Cell_WithoutValue_IsAWordNeverZero()
    {
        var (scale, ja, en) = (new FigureScale(1, "", "件"), Texts.Of("ja"), Texts.Of("en"));
        Assert.Equal("データなし", Cell.NoData.Text(scale, ja));
        Assert.Equal("該当なし", Cell.NotApplicable.Text(scale, ja));
        Assert.Equal("Suppressed", new Cell(null, CellState.Suppressed).Text(scale, en));
        Assert.Equal("12（暫定）", new Cell(12, CellState.Provisional).Text(scale, ja));
        Assert.Equal("0", Of(0).Text(scale, ja));
    }

    [Theory]
    [InlineData(2007, "平成19", "平19")]
    [InlineData(1989, "平成元", "平元")]
    [InlineData(1988, "昭和63", "昭63")]
    [InlineData(2018, "平成30", "平30")]
    [InlineData(2019, "令和元", "令元")]
    [InlineData(2024, "令和6", "令6")]
    public void Era_OfAFiscalYear_FollowsTheEras(int year, string era, string brief)
    {
        Assert.Equal(era, new FiscalYears(4, "ja").Era(year));
        Assert.Equal([$"{year}年度", brief], new FiscalYears(4, "ja").Lines(year));
    }

    [Fact]
    public void Era_OfACalendarYear_IsNone()
    {
        Assert.Null(new FiscalYears(1, "ja").Era(2002));
        Assert.Equal("2002年", new FiscalYears(1, "ja").Long(2002));
        Assert.Equal("2002", new FiscalYears(1, "en").Name(2002));
        Assert.Equal("FY2009", new FiscalYears(4, "en").Long(2009));
    }

    [Fact]
    public void Position_OfADay_LiesBetweenTheMiddlesOfTheYears()
    {
        var years = new FiscalYears(4, "ja");
        Assert.Equal(2009.5, years.Position(new(2010, 3, 31)), 0.01);
        Assert.Equal(2009.5, years.Position(new(2010, 4, 1)), 0.0001);
        Assert.Equal(2010.0, years.Position(new(2010, 10, 1)), 0.01);
    }

    [Theory]
    [InlineData(186, "0 50 100 150 200")]
    [InlineData(18, "0 5 10 15 20")]
    [InlineData(3, "0 1 2 3")]
    [InlineData(0, "0 1")]
    public void Ticks_OfAnAxis_AreRoundAndReachTheLargest(int largest, string ticks) => Assert.Equal(ticks, string.Join(' ', NiceTicks.For(0, largest)));
}
