using Analytics.Etl.Extract.Files;

namespace Analytics.Tests.Etl.Extract;

public class Cp932Tests
{
    /// <summary>髙 is FBFC and EEE0; ㈱ 878A and FA58; ∵ 81E6, 879A and FA5B; 纊 and 黑 are the first and last of IBM's kanji.</summary>
    [Theory]
    [InlineData(new byte[] { 0xFB, 0xFC, 0xEE, 0xE0 }, "髙髙")]
    [InlineData(new byte[] { 0x87, 0x8A, 0xFA, 0x58 }, "㈱㈱")]
    [InlineData(new byte[] { 0x81, 0xE6, 0x87, 0x9A, 0xFA, 0x5B }, "∵∵∵")]
    [InlineData(new byte[] { 0xED, 0x40, 0xFA, 0x5C, 0xEE, 0xEC, 0xFC, 0x4B }, "纊纊黑黑")]
    [InlineData(new byte[] { 0xED, 0xFC, 0xEE, 0x40 }, "犱犾")]
    [InlineData(new byte[] { 0xFA, 0x4A, 0xFA, 0x53, 0xEE, 0xEF, 0xEE, 0xF8, 0xEE, 0xFC }, "ⅠⅩⅰⅹ＂")]
    public void Strict_SecondCodes_AreTheSameCharacters(byte[] bytes, string text) => Assert.Equal(text, Cp932.Strict.GetString(bytes));

    [Theory]
    [InlineData(new byte[] { 0xEE, 0xED })]
    [InlineData(new byte[] { 0x81, 0x20 })]
    public void Strict_NoSuchCode_Throws(byte[] bytes) => Assert.Throws<System.Text.DecoderFallbackException>(() => Cp932.Strict.GetString(bytes));
}
