using System.Globalization;
using Analytics.Etl;

namespace Analytics.Tests.Etl;

/// <summary>One spelling of numbers, codes and companies: what C# and the warehouse each make of the same texts.</summary>
public class FoldingTests(PostgresFixture postgres)
{
    static readonly string[] Parts =
    [
        "1001",
        "0149",
        "2010",
        "K-0001",
        "EQB",
        ".0",
        ".00",
        "0.5",
        "(株)",
        "㈱",
        "㍿",
        "株式会社",
        "有限会社",
        "合同会社",
        "カブシキガイシャ",
        "ｶﾌﾞｼｷｶﾞｲｼｬ",
        "カ)",
        "(カ",
        "（株）",
        "遠州光学",
        "髙﨑",
        "濵邉齋",
        "辻",
        "𠮷田",
        "ｶﾞﾗｽ",
        "カ\u3099ラス",
        "か゛",
        "ガラス",
        "é",
        "e\u0301",
        "Ü",
        "ＡＢＣ",
        "abc",
        "αβς",
        "Яя",
        "ĀŌō",
        "№",
        "①",
        "ﷺ",
        "¨",
        "½",
        "※",
        "*",
        "＊",
        "~",
        "～",
        "〜",
        "-",
        "‐",
        "‑",
        "–",
        "—",
        "−",
        "─",
        "ー",
        "ｰ",
        "_",
        "゛",
        " ",
        "\u3000",
        "\u00A0",
        "\t",
        "\n",
        "\r\n",
        "\u2028",
        "\u200B",
        "\u200D",
        "\u200E",
        "\u202E",
        "\u2060",
        "\u00AD",
        "\uFEFF",
        "\uFE0F",
        "\U000E0100",
        "\u034F",
        "\u061C",
        "\u3164",
        "\uFFA0",
        "\u001A",
        "\u0085",
    ];

    [Fact]
    public async Task CodeName_OfThousandsOfTexts_AreTheSameInTheWarehouse()
    {
        var random = new Random(11);
        var composed = Enumerable
            .Range(0, 8000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Parts[random.Next(Parts.Length)])));
        string[] texts =
        [
            .. Enumerable
                .Range(1, 0xFFFF)
                .Where(c => c is < 0xD800 or > 0xDFFF && char.GetUnicodeCategory((char)c) != UnicodeCategory.OtherNotAssigned)
                .SelectMany(c => new[] { $"{(char)c}", $"か{(char)c}a" }),
            .. Parts,
            .. composed,
        ];
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var command = warehouse.Loader.CreateCommand(
            "select staging.fold_code(t), staging.fold_text(t) from unnest($1) with ordinality u (t, n) order by n"
        );
        command.Parameters.Add(new() { Value = texts });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var differing = new List<string>();
        foreach (var text in texts)
        {
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            string[] own = [Folding.Code(text), Folding.Name(text)];
            string[] theirs = [.. Enumerable.Range(0, 2).Select(column => reader.IsDBNull(column) ? "" : reader.GetString(column))];
            if (!own.SequenceEqual(theirs))
                differing.Add($"{Escaped(text)}: {string.Join(" | ", own.Select(Escaped))} but {string.Join(" | ", theirs.Select(Escaped))}");
            if (own[0] != Folding.Code(own[0]) || own[1] != Folding.Name(own[1]))
                differing.Add($"{Escaped(text)}: folded twice it is {Escaped(Folding.Name(own[1]))}, not {Escaped(own[1])}");
        }

        Assert.True(texts.Length > 100_000);
        Assert.Empty(differing);
    }

    [Theory]
    [InlineData("1001.0", "1001")]
    [InlineData("１００１", "1001")]
    [InlineData("1001.5", "1001.5")]
    [InlineData("v1.0", "v1.0")]
    [InlineData("INV-6\u200B", "INV-6")]
    [InlineData("\u200E2010\u200E", "2010")]
    [InlineData("K−0001", "K-0001")]
    [InlineData("※1001", "1001")]
    [InlineData("＊ 1001.0", "1001")]
    [InlineData("※", "※")]
    [InlineData("k-1", "k-1")]
    public void Code_IsTheNumberAsItsOwnerMeansIt(string written, string meant) => Assert.Equal(meant, Folding.Code(written));

    [Fact]
    public async Task Company_IsItsNameWithoutFormAndSpelling()
    {
        (string Written, string Meant)[] names =
        [
            ("株式会社カ\u3099ラス光学", "ガラス光学"),
            ("ガラス光学㈱", "ガラス光学"),
            ("（株）ｶﾞﾗｽ 光学", "ガラス光学"),
            ("株式会社辻\U000E0100製作所", "辻製作所"),
            ("株式会社\u2060辻製作所\u00AD", "辻製作所"),
            ("株式会社\n𠮷田鉄工", "𠮷田鉄工"),
            ("※株式会社髙嶋", "高島"),
            ("カ)エンシュウ", "エンシュウ"),
            ("エンシュウ(カ)", "エンシュウ"),
        ];
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var command = warehouse.Loader.CreateCommand(
            "select array_agg(staging.fold_company(t) order by n) from unnest($1) with ordinality u (t, n)"
        );
        command.Parameters.Add(new() { Value = names.Select(name => name.Written).ToArray() });
        Assert.Equal(names.Select(name => name.Meant), (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public void Show_NamesWhatNobodySees() =>
        Assert.Equal("[U+200E]2010/04/31 a　b[U+00A0][U+000A][U+E0100]", Invisible.Show("\u200E2010/04/31 a　b\u00A0\n\U000E0100"));

    [Fact]
    public void Trim_KeepsTheGlyphThatWasChosenAndNothingThatADatabaseCannotHold() =>
        Assert.Equal(
            ("辻\U000E0100", "", "a\uFFFDb"),
            (Invisible.Trim("\u200E辻\U000E0100\u200B "), Invisible.Trim("\u200B\uFEFF"), Invisible.Trim("a\uD800\0b"))
        );

    static string Escaped(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is > 0x20 and < 0x7F ? rune.ToString() : $"\\{rune.Value:X4}"));
}
