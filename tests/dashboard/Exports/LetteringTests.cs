using Analytics.Dashboard.Exports;

namespace Analytics.Tests.Dashboard.Exports;

public class LetteringTests
{
    // Every character is 10 wide.
    private static string Lines(string text, int characters) => string.Join('|', Wrapping.Lines(text, characters * 10, line => line.Length * 10));

    [Theory]
    [InlineData("Photon Valley and more", 13, "Photon Valley|and more")]
    [InlineData("フォトンバレーの成果", 8, "フォトンバレーの|成果")]
    [InlineData("成果の件数、総数", 5, "成果の件|数、総数")] // 、 never begins a line
    [InlineData("成果の（件数）", 4, "成果の|（件数）")] // （ never ends one
    [InlineData("チャート", 3, "チャー|ト")]
    [InlineData("Internationalisation", 8, "Internat|ionalisa|tion")]
    [InlineData("𠮷𠮷𠮷", 3, "𠮷|𠮷|𠮷")] // a pair of surrogates is one character
    [InlineData("", 5, "")]
    public void Wrapping_KeepsWordsAndMarksTogether(string text, int characters, string lines) => Assert.Equal(lines, Lines(text, characters));

    [Theory]
    [InlineData("株式会社𠮷野家", "株式会社〓野家", "U+20BB7")]
    [InlineData("髙﨑製作所 −△〜①", "髙﨑製作所 −△〜①", "")]
    public void Typefaces_CharacterThatTheFontLacks_BecomesAGetaMark(string text, string written, string lacking)
    {
        Assert.Equal(written, Typefaces.Writable(text));
        Assert.Equal(lacking, string.Join(' ', Typefaces.LackingIn(text).Select(r => $"U+{r.Value:X4}")));
    }

    [Fact]
    public void Typefaces_Font_IsTheOneBesideTheProgram() => Assert.Equal(("BIZ UDPGothic", 700), (Typefaces.Bold.FamilyName, Typefaces.Bold.FontWeight));

    [Fact]
    public void Tokens_AreThoseOfTheLightLook()
    {
        Assert.Equal("#ff0b5cad", Tokens.Of("--accent").ToString());
        Assert.Throws<KeyNotFoundException>(() => Tokens.Of("--no-such"));
    }
}
