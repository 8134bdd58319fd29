using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Findings;

namespace Analytics.Tests.Etl.Extract.Cells;

public class CodeCellTests
{
    [Theory]
    [InlineData("149", 4, "0149")]
    [InlineData("０１４９", 4, "0149")]
    [InlineData("149.0", 4, "0149")]
    [InlineData("1", 3, "001")]
    public void Code_LostZeros_ComeBack(string cell, int width, string code) => Assert.Equal(code, CodeCell.Code(cell, width).Value);

    [Theory]
    [InlineData("01490", "Write 4 digits.")]
    [InlineData("SB", "Write 4 digits.")]
    public void Code_NoSuchCode_IsRejected(string cell, string mend) => Assert.Equal(mend, CodeCell.Code(cell, 4).Fault!.MendText.En);

    // 221309: 6·2 + 5·2 + 4·1 + 3·3 + 2·0 = 35, 35 mod 11 = 2, 11 − 2 = 9. 011002: 0 + 5·1 + 4·1 + 0 + 0 = 9, 11 − 9 = 2.
    [Theory]
    [InlineData("22130", "22130")]
    [InlineData("221309", "22130")]
    [InlineData("２２１３０９", "22130")]
    [InlineData("011002", "01100")]
    [InlineData("1100", "01100")]
    public void Municipality_FiveOrSixDigits_AreFive(string cell, string code) => Assert.Equal(code, CodeCell.Municipality(cell).Value);

    [Fact]
    public void Municipality_WrongCheckDigit_IsRejectedWithTheRightOne()
    {
        var fault = CodeCell.Municipality("221308").Fault!;
        Assert.Equal("municipality-check-digit", fault.Rule.Code);
        Assert.Equal("先頭5桁が「22130」なら「221309」です。コードを確かめてください。", fault.MendText.Ja);
        Assert.Equal("municipality-code", CodeCell.Municipality("浜松市").Fault!.Rule.Code);
    }

    // 静岡県 7000020220001: from the right 1,0,0,0,2,2,0,2,0,0,0,0 with 1,2,1,2 …: 1 + 2 + 2·2 + 2·2 = 11, 11 mod 9 = 2, 9 − 2 = 7.
    [Theory]
    [InlineData("7000020220001")]
    [InlineData("７０００－０２０２２－０００１")]
    [InlineData("T7000020220001")]
    public void Corporate_CheckDigitHolds_IsTaken(string cell)
    {
        var read = CodeCell.Corporate(cell);
        Assert.Equal(("7000020220001", null), (read.Value, read.Doubt));
    }

    [Theory]
    [InlineData("7000020220002", "corporate-number-invalid")]
    [InlineData("700002022000", "corporate-number-invalid")]
    [InlineData("2.08E+12", "corporate-number-rounded")]
    [InlineData("７Ｅ＋１２", "corporate-number-rounded")]
    public void Corporate_Mistyped_IsDroppedWithAWarning(string cell, string rule)
    {
        var read = CodeCell.Corporate(cell);
        Assert.Null(read.Value);
        Assert.Null(read.Fault);
        Assert.Equal((rule, RuleEffect.Warns), (read.Doubt!.Rule.Code, read.Doubt.Rule.Effect));
    }

    [Theory]
    [InlineData("Ｅ", "E")]
    [InlineData("２９", "29")]
    [InlineData("e29", "29")]
    [InlineData("1", "01")]
    [InlineData("2961", "2961")]
    public void Industry_Spelling_IsHalfWidth(string cell, string code) => Assert.Equal(code, CodeCell.Industry(cell).Value);
}
