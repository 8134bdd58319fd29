using Analytics.Sql;

namespace Analytics.Tests.Sql;

/// <summary>The list of currencies against ISO 4217, list one.</summary>
public class CurrencyTests
{
    [Fact]
    public void Codes_AreThreeCapitalsEach_AndNoneTwice()
    {
        Assert.All(Currency.All, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));
        Assert.Equal(Currency.All.Select(currency => currency.Code).Order(StringComparer.Ordinal).Distinct(), Currency.All.Select(currency => currency.Code));
    }

    [Theory]
    [InlineData(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")]
    [InlineData(3, "BHD IQD JOD KWD LYD OMR TND")]
    [InlineData(4, "CLF UYW")]
    public void MinorDigits_AreThoseOfTheStandard(int digits, string codes) =>
        Assert.Equal(codes.Split(' '), Currency.All.Where(currency => currency.MinorDigits == digits).Select(currency => currency.Code));

    [Fact]
    public void Symbols_MeanOneCurrencyEach()
    {
        var symbols = Currency.All.Select(currency => currency.Symbol).OfType<string>().ToList();
        Assert.Equal(symbols.Distinct(), symbols);
        Assert.Equal(("£", "CHF\u00a0"), (Currency.Of("GBP").Prefix, Currency.Of("CHF").Prefix));
    }

    [Theory]
    [InlineData("JPY", 1234, 1234)]
    [InlineData("GBP", 1234, 12.34)]
    [InlineData("KWD", 1234, 1.234)]
    public void Major_DividesByTheMinorUnit(string code, int minor, double major) => Assert.Equal((decimal)major, Currency.Of(code).Major(minor));
}
