using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Dashboard.Layout;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Audit;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Localization;

public partial class TextsTests
{
    private static readonly string Sources = Path.Combine(
        typeof(TextsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "dashboard"
    );

    [Fact]
    public void Texts_EachKey_IsWholeInBothLanguages() =>
        Assert.All(
            Texts.Entries,
            entry =>
            {
                Assert.False(string.IsNullOrEmpty(entry.Value.Ja) && entry.Key != "sentence.space", entry.Key);
                Assert.False(string.IsNullOrEmpty(entry.Value.En), entry.Key);
            }
        );

    [Fact]
    public void Texts_Placeholders_AreNeverMoreInOneLanguageThanThePageGives() =>
        Assert.All(
            Texts.Entries,
            entry =>
                Assert.True(Highest(entry.Value.Ja) == Highest(entry.Value.En) || entry.Key.StartsWith("headline.so-far", StringComparison.Ordinal), entry.Key)
        );

    [Theory]
    [InlineData("1", "1 row rejected")]
    [InlineData("0", "0 rows rejected")]
    [InlineData("2", "2 rows rejected")]
    [InlineData("1,001", "1,001 rows rejected")]
    public void Texts_AWordAfterANumber_IsOneOrMany(string rows, string en)
    {
        Assert.Equal(en, Texts.Of("en")["data.news.rows", rows]);
        Assert.Equal($"却下 {rows}行", Texts.Of("ja")["data.news.rows", rows]);
    }

    [Fact]
    public void Texts_KeysThatPagesName_Exist()
    {
        var named = Directory
            .EnumerateFiles(Sources, "*.*", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetExtension(file) is ".razor" or ".cs"
                && !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/bin/", StringComparison.Ordinal)
            )
            .SelectMany(file => NamedKey().Matches(File.ReadAllText(file)).Select(match => (Key: match.Groups[1].Value, File: Path.GetFileName(file))))
            .Where(named => named.Key.Contains('.', StringComparison.Ordinal) && !named.Key.EndsWith('.'))
            .ToList();
        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.True(Texts.Entries.ContainsKey(n.Key), $"{n.Key} in {n.File}"));
    }

    [Fact]
    public void Texts_KeysThatPagesCompose_Exist()
    {
        string[] keys =
        [
            .. Enum.GetNames<MeasureUnit>().Select(unit => $"unit.{unit}"),
            .. AuditLog.FindingKinds.SelectMany(kind => new[] { $"data.kind.{kind}", $"data.findings.{kind}" }),
            .. new[] { "requested", "taken", "done", "failed", "cancelled" }.Select(state => $"data.command.{state}"),
            .. new[] { "succeeded", "retrying", "failed", "cancelled", "waiting", "running", "paused" }.Select(outcome => $"data.job.{outcome}"),
            .. new[] { "succeeded", "partly", "retrying", "failed", "cancelled" }.Select(fate => $"data.news.{fate}"),
            .. new[] { "load", "inbox", "upload" }.Select(way => $"batch.via.{way}"),
            .. new[] { "loaded", "loaded-before", "refused" }.Select(fate => $"upload.fate.{fate}"),
            .. new[] { "loaded", "loaded-before", "refused", "withdrawn", "barren" }.Select(fate => $"preview.fate.{fate}"),
            .. new[] { "published", "taken-out", "withdrawn", "released", "reloaded", "held", "kept" }.Select(what => $"batch.event.{what}"),
            .. new[] { "withdraw", "release", "retry", "reload" }.SelectMany(kind => new[] { $"change.{kind}", $"change.do.{kind}" }),
            .. Enum.GetValues<MeasureUnit>()
                .SelectMany(unit => new[] { "second.leader", "ranking.leader", "ranking.sub" }.Select(text => text + unit.Superlative())),
            .. Enum.GetValues<MeasureUnit>().Select(unit => $"ranking.leader{unit.Superlative()}.after"),
            .. from unit in Enum.GetValues<MeasureUnit>()
            from change in new[] { 1, 0, -1 }
            from text in new[] { "headline{0}", "headline{0}-and", "region{0}", "region{0}-aim" }
            select string.Format(CultureInfo.InvariantCulture, text, unit.Comparative(change)),
            .. new[] { "more", "fewer", "higher", "lower", "longer", "shorter" }.SelectMany(change =>
                new[] { $"headline.{change}-but", $"review.judged.{change}.alone" }
            ),
            .. AuditLog.BatchStates.Select(state => $"data.state.{state}"),
            .. new[] { "prefecture", "state", "subregion", "municipality", "cluster", "industry_group", "institute", "bank", "branch" }.Select(level =>
                $"level.{level}"
            ),
        ];
        Assert.All(keys, key => Assert.True(Texts.Entries.ContainsKey(key), key));
    }

    [Fact]
    public void Navigation_EachPageWithAnEntry_IsFoundInOrderWithItsAddressAndText()
    {
        Assert.Equal(["/", "/regions", "/clusters", "/industries", "/review", "/data"], NavigationEntry.All.Select(entry => entry.Address));
        Assert.All(NavigationEntry.All, entry => Assert.True(Texts.Entries.ContainsKey(entry.TextKey), entry.TextKey));
        Assert.All(NavigationEntry.All, entry => Assert.NotEmpty(entry.Icon));
    }

    [Fact]
    public void Address_Changed_KeepsTheOtherParametersUnderTheirNames()
    {
        var address = Address.Of("http://127.0.0.1:5080/?dataset=samples&fiscal_year=2010&cluster=photon-valley&cluster=pharma-valley");

        Assert.Equal(["photon-valley", "pharma-valley"], address.All("cluster"));
        Assert.Equal("/?dataset=samples&cluster=photon-valley&cluster=pharma-valley&fiscal_year=2009", address.With("fiscal_year", "2009").ToString());
        Assert.Equal("/?dataset=samples&fiscal_year=2010", address.Without("cluster").ToString());
        Assert.Equal("/data?dataset=samples&fiscal_year=2010", address.Without("cluster").At("/data"));
    }

    private static int Highest(string text) =>
        Placeholder().Matches(text).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();

    [GeneratedRegex("""\b[Tt]\["([a-z0-9._-]+)"[,\]]""")]
    private static partial Regex NamedKey();

    [GeneratedRegex(@"\{(\d)[|}]")]
    private static partial Regex Placeholder();
}
