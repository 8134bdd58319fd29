using System.Text;
using Analytics.Sql;

namespace Analytics.Tests.Sql;

/// <summary>Text in CSV that no spreadsheet runs, and that comes back as it was.</summary>
public class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+81", "'+81")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠x", "'＠x")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\rx", "'\rx")]
    [InlineData("\nx", "'\nx")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("\u3000＝1", "'\u3000＝1")]
    [InlineData("'x", "''x")]
    public void Harmless_WhatBeginsLikeAFormula_StaysText(string text, string cell)
    {
        Assert.Equal(cell, CsvText.Harmless(text));
        Assert.Equal(text, CsvText.Plain(cell));
    }

    [Theory]
    [InlineData("")]
    [InlineData("遠州光学＝株式会社")]
    [InlineData("1-20")]
    [InlineData(" 二行")]
    public void Harmless_OtherText_IsLeftAlone(string text)
    {
        Assert.Equal(text, CsvText.Harmless(text));
        Assert.Equal(text, CsvText.Plain(text));
    }

    // '90 is how a year is written, no mark of ours.
    [Fact]
    public void Plain_AnApostropheOfTheWritersOwn_StaysThere() => Assert.Equal("'90年代", CsvText.Plain("'90年代"));

    [Fact]
    public void Line_CellsWithSeparators_AreQuoted()
    {
        var text = new StringBuilder();

        CsvText.Line(text, ["a", "b,c", "d\"e", "f\ng", ""]);

        Assert.Equal("a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n", text.ToString());
    }
}
