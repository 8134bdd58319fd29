using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Sources;
using Analytics.Sql;

namespace Analytics.Tests.Etl.Extract.Cells;

public class MoneyCellTests
{
    static readonly MoneyUnit Thousand = Currency.Jpy.Unit("千円")!;

    [Theory]
    [InlineData("1,200千円", 1_200_000)]
    [InlineData("１，２００　千円", 1_200_000)]
    [InlineData("12百万円", 12_000_000)]
    [InlineData("1.2億円", 120_000_000)]
    [InlineData("500万円", 5_000_000)]
    [InlineData("1億2,000万円", 120_000_000)]
    [InlineData("3万5,000円", 35_000)]
    [InlineData("▲1,200千円", -1_200_000)]
    [InlineData("0.001千円", 1)]
    public void Read_UnitInCell_IsYenWhateverTheHeaderSays(string cell, long yen)
    {
        Assert.Equal(yen, MoneyCell.Read(cell, Currency.Jpy, Currency.Jpy.Unit("百万円"), null).Value);
    }

    [Theory]
    [InlineData("1,234円")]
    [InlineData("¥1,234")]
    [InlineData("￥1,234")]
    [InlineData("JPY 1,234")]
    public void Read_BareYenInCell_ContradictsAHeaderOfThousands(string cell)
    {
        Assert.Equal(1_234L, MoneyCell.Read(cell, Currency.Jpy, null, Thousand).Value);
        Assert.Equal(1_234L, MoneyCell.Read(cell, Currency.Jpy, Currency.Jpy.Unit("円"), Thousand).Value);
        Assert.Equal("units-contradict", MoneyCell.Read(cell, Currency.Jpy, Thousand, null).Fault!.Rule.Code);
    }

    [Fact]
    public void Read_PlainNumber_TakesTheHeadersUnitBeforeTheSources()
    {
        var stated = MoneyCell.Read("1200", Currency.Jpy, Currency.Jpy.Unit("百万円"), Thousand);
        Assert.Equal(1_200_000_000L, stated.Value);
        Assert.Null(stated.Doubt);
        var assumed = MoneyCell.Read("1200", Currency.Jpy, null, Thousand);
        Assert.Equal(1_200_000L, assumed.Value);
        Assert.Equal("money-unit-assumed", assumed.Doubt!.Rule.Code);
    }

    [Theory]
    [InlineData("1200", "money-unit-missing")]
    [InlineData("1200ドル", "money-unit-unknown")]
    [InlineData("約1200千円", "number-spelling")]
    [InlineData("1.2E+06", "number-spelling")]
    [InlineData("1,23千円", "number-spelling")]
    [InlineData("1.2345千円", "money-fraction")]
    [InlineData("99999999999999999億円", "number-range")]
    [InlineData("99999999999999999999999999億円", "number-range")]
    public void Read_NoWholeAmount_IsRejected(string cell, string rule)
    {
        var read = MoneyCell.Read(cell, Currency.Jpy, null, null);
        Assert.Null(read.Value);
        Assert.Equal(rule, read.Fault!.Rule.Code);
    }

    [Theory]
    [InlineData("GBP", "£1,234.56", 123_456)]
    [InlineData("GBP", "1,234.56 pounds", 123_456)]
    [InlineData("GBP", "£5m", 500_000_000)]
    [InlineData("GBP", "£5 million", 500_000_000)]
    [InlineData("GBP", "GBP 12k", 1_200_000)]
    [InlineData("GBP", "−£0.01", -1)]
    [InlineData("EUR", "€ 1,000", 100_000)]
    [InlineData("EUR", "1.5 million euros", 150_000_000)]
    [InlineData("EUR", "3百万ユーロ", 300_000_000)]
    [InlineData("KRW", "₩1,000", 1_000)]
    [InlineData("KWD", "KWD 1.234", 1_234)]
    [InlineData("AUD", "A$12.30", 1_230)]
    [InlineData("USD", "US$5 million", 500_000_000)]
    public void Read_AmountOfAnyCurrency_IsInItsMinorUnit(string code, string cell, long minor) =>
        Assert.Equal(new CellValue(minor), MoneyCell.Read(cell, Currency.Of(code), null, null));

    [Theory]
    [InlineData("GBP", "1,200円", "money-unit-unknown")]
    [InlineData("GBP", "€5", "money-unit-unknown")]
    [InlineData("GBP", "£0.001", "money-fraction")]
    [InlineData("KRW", "₩0.5", "money-fraction")]
    [InlineData("JPY", "£5", "money-unit-unknown")]
    public void Read_AmountOfAnotherCurrencyOrFraction_IsRejected(string code, string cell, string rule) =>
        Assert.Equal(rule, MoneyCell.Read(cell, Currency.Of(code), null, null).Fault!.Rule.Code);

    [Theory]
    [InlineData("49722.0", 4_972_200)]
    [InlineData("$1,234.56", 123_456)]
    [InlineData("0.01", 1)]
    public void Read_Dollars_AreCents(string cell, long cents)
    {
        var read = MoneyCell.Read(cell, Currency.Usd, null, Currency.Usd.Unit("dollars"));
        Assert.Equal((cents, null), ((long)read.Value!, read.Doubt));
    }
}
