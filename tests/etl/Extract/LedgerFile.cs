using System.Reflection;
using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Tests.Etl.Extract;

/// <summary>One file read to its end: a fixture, or text and bytes of a test's own.</summary>
sealed record LedgerFile(Source Source, IReadOnlyList<ExtractedRow> Rows, ExtractSummary Summary)
{
    public static readonly SourceCatalog Catalog = SourceCatalog.Load();

    public static string FixturePath(string name) =>
        Path.Combine(
            typeof(LedgerFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "FixturesFolder").Value!,
            "ledgers",
            name
        );

    public static LedgerFile Fixture(string name, string? source = null) => Read(FixturePath(name), source);

    public static LedgerFile Of(string text, string? source = null) => Of(System.Text.Encoding.UTF8.GetBytes(text), source);

    public static LedgerFile Of(byte[] bytes, string? source = null)
    {
        using var folder = new TemporaryFolder();
        return Read(folder.Write("file", bytes), source);
    }

    /// <summary>A referral ledger of its required columns and <paramref name="more"/>, with these rows.</summary>
    public static LedgerFile Referrals(string more, params string[] rows) => Of($"紹介番号,紹介日,銀行コード,企業名{more}\n{string.Join("\n", rows)}\n");

    public static FileRefusedException Refused(byte[] bytes, string? source = null) => Assert.Throws<FileRefusedException>(() => Of(bytes, source));

    public static FileRefusedException Refused(string text, string? source = null) => Assert.Throws<FileRefusedException>(() => Of(text, source));

    public ExtractedRow Row(string key) => Rows.Single(row => (string?)row[Source.Key[0]] == key);

    public IEnumerable<string> Warnings => Summary.Warnings.Select(warning => warning.Rule);

    static LedgerFile Read(string path, string? source)
    {
        var extraction = Extraction.Open(path, Catalog, source);
        var rows = extraction.Rows().ToList();
        return new(extraction.Source, rows, extraction.Summary);
    }
}
