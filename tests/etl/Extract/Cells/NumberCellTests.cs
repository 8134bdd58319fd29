using System.Globalization;
using Analytics.Etl.Extract.Cells;

namespace Analytics.Tests.Etl.Extract.Cells;

public class NumberCellTests
{
    [Theory]
    [InlineData("35", "35", "")]
    [InlineData("３５人", "35", "人")]
    [InlineData("1,234,567.5", "1234567.5", "")]
    [InlineData("▲41", "-41", "")]
    [InlineData("△４１", "-41", "")]
    [InlineData("−18", "-18", "")]
    [InlineData("－18", "-18", "")]
    [InlineData("–18", "-18", "")]
    [InlineData("(1,234)", "-1234", "")]
    [InlineData("（1,234千円）", "-1234", "千円")]
    [InlineData("+5", "5", "")]
    [InlineData("¥▲500", "-500", "¥")]
    [InlineData("56.5％", "56.5", "%")]
    public void TrySplit_Spelling_IsItsNumberAndUnit(string cell, string number, string unit)
    {
        Assert.True(NumberCell.TrySplit(cell, out var read, out var word));
        Assert.Equal((decimal.Parse(number, CultureInfo.InvariantCulture), unit), (read, word));
    }

    [Theory]
    [InlineData("約35")]
    [InlineData("1,23")]
    [InlineData("12-15")]
    [InlineData("2.08E+12")]
    [InlineData("(12")]
    [InlineData("千円")]
    [InlineData("1.2.3")]
    public void TrySplit_NoNumber_IsRefused(string cell) => Assert.False(NumberCell.TrySplit(cell, out _, out _));

    [Theory]
    [InlineData("2.5", "number-whole")]
    [InlineData("35千円", "unit-unfit")]
    [InlineData("50%", "unit-unfit")]
    [InlineData("3000000000", "number-range")]
    public void Integer_NoWholeNumber_IsRejected(string cell, string rule) => Assert.Equal(rule, NumberCell.Integer(cell, "数").Fault!.Rule.Code);
}
