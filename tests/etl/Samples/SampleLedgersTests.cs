using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Etl.Samples;
using Analytics.Etl.Samples.Files;

namespace Analytics.Tests.Etl.Samples;

[Collection(nameof(SampleFiles))]
public class SampleLedgersTests(SampleFiles samples)
{
    [Fact]
    public void Write_SameSeed_GivesTheSameBytes()
    {
        Assert.Equal(Digest(200, 1), Digest(200, 1));
        Assert.NotEqual(Digest(200, 1), Digest(200, 2));
    }

    [Fact]
    public void Write_NoReferrals_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleLedgers.Write(0, 1, samples.Folder, cancellation: TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public void Write_FewReferrals_LeavesOnlyWholeFiles(int referrals)
    {
        var folder = Directory.CreateTempSubdirectory("few-").FullName;
        var summary = SampleLedgers.Write(referrals, 5, folder, cancellation: TestContext.Current.CancellationToken);
        var found = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
        Assert.Equal(summary.Files.Select(file => file.Path), found.Order(StringComparer.Ordinal));
        Assert.Equal(referrals, summary.Referrals);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void EveryFile_InEachSheet_SaysThatItIsSynthetic()
    {
        foreach (var file in samples.Summary.Files)
        foreach (var (_, lines) in samples.Sheets(file))
            Assert.Contains("合成データ", lines[0][0], StringComparison.Ordinal);
        Assert.Equal(["9001", "9002", "9801", "9802", "council"], samples.Summary.Files.Select(file => file.Owner).Distinct().Order());
    }

    [Fact]
    public void EveryFile_IsInTheEncodingThatItClaims()
    {
        foreach (var group in samples.Summary.Files.GroupBy(file => file.Format))
        foreach (var bytes in group.Select(file => File.ReadAllBytes(Path.Combine(samples.Folder, file.Path))))
            switch (group.Key)
            {
                case "csv, cp932":
                    Assert.Throws<DecoderFallbackException>(() => LedgerEncodings.Utf8.GetString(bytes));
                    Assert.Contains("合成データ", LedgerEncodings.Cp932.GetString(bytes), StringComparison.Ordinal);
                    break;
                case "csv, utf-8 with bom":
                    Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
                    Assert.Contains("合成データ", LedgerEncodings.Utf8.GetString(bytes), StringComparison.Ordinal);
                    break;
                case "csv, utf-8":
                    Assert.StartsWith("合成データ", LedgerEncodings.Utf8.GetString(bytes), StringComparison.Ordinal);
                    break;
                default:
                    Assert.StartsWith("xlsx", group.Key, StringComparison.Ordinal);
                    Assert.Equal("PK"u8, bytes[..2]);
                    break;
            }
        var formats = samples.Summary.Files.Select(file => file.Format).ToHashSet();
        Assert.Superset(new HashSet<string> { "csv, cp932", "csv, utf-8 with bom", "csv, utf-8", "xlsx", "xlsx, 2 sheets" }, formats);
    }

    [Fact]
    public void EveryDate_LiesBetweenTheFirstReferralAndTheEndOfFiscalYear2012()
    {
        var dates = samples
            .Rows("紹介台帳")
            .Select(row => row["紹介日"])
            .Concat(samples.Rows("連携台帳").Select(row => row["開始日"]))
            .Concat(samples.Rows("成果調査票").Select(row => row["成果日"]))
            .Concat(
                samples
                    .Rows("紹介台帳")
                    .Concat(samples.Rows("連携台帳"))
                    .Concat(samples.Rows("成果調査票"))
                    .Select(row => row["更新日"])
                    .Where(text => text.Length > 0)
            )
            .Select(SampleFiles.Date)
            .ToList();
        Assert.True(dates.Count > 10_000);
        Assert.InRange(dates.Min(), new DateOnly(2007, 8, 1), new DateOnly(2007, 8, 6));
        Assert.InRange(dates.Max(), new DateOnly(2013, 3, 20), new DateOnly(2013, 3, 31));
        Assert.Equal(new DateOnly(2007, 8, 6), samples.Rows("紹介台帳").Min(row => SampleFiles.Date(row["紹介日"])));
    }

    [Fact]
    public void Referrals_CountedFromTheFiles_EqualTheExpectedFigures()
    {
        var counted = samples
            .Rows("紹介台帳")
            .DistinctBy(row => (row["銀行コード"], row["紹介番号"]))
            .CountBy(row => FiscalYears.Of(SampleFiles.Date(row["紹介日"])))
            .OrderBy(year => year.Key);
        Assert.Equal(FiscalYears.All.Select(year => (year, Expected("referrals", year))), counted.Select(year => (year.Key, (long)year.Value)));
        Assert.InRange(counted.Sum(year => year.Value), 2_950, 3_000);
    }

    [Fact]
    public void AddedSales_AddedUpFromTheFiles_EqualTheExpectedFigures()
    {
        var waiting = samples
            .Summary.Faults.Where(fault => fault.Effect == Effect.Waiting)
            .Select(fault => (fault.File, fault.Line.ToString(CultureInfo.InvariantCulture)))
            .ToHashSet();
        var sums = samples
            .Rows("成果調査票")
            .Where(row => row["成果区分"] == "売上増" && !waiting.Contains((row["file"], row["line"])))
            .DistinctBy(row => (row["銀行コード"], row["成果番号"]))
            .GroupBy(row => FiscalYears.Of(SampleFiles.Date(row["成果日"])), row => Yen(row["数値"], row["単位"]))
            .ToDictionary(year => year.Key, year => (long)year.Sum());
        foreach (var year in FiscalYears.All)
            Assert.Equal(Expected("added_sales", year), sums.GetValueOrDefault(year));
    }

    private static decimal Yen(string value, string unit)
    {
        value = value.Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal);
        if (value.EndsWith("千円", StringComparison.Ordinal))
            (value, unit) = (value[..^2], "千円");
        return decimal.Parse(value, CultureInfo.InvariantCulture) * (unit == "百万円" ? 1_000_000 : 1_000);
    }

    private long Expected(string measure, int year) => samples.Summary.Expected.GetValueOrDefault(new(measure, year, "", ""));

    private static string Digest(int referrals, ulong seed)
    {
        var folder = Directory.CreateTempSubdirectory("digest-").FullName;
        SampleLedgers.Write(referrals, seed, folder);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, path)));
            hash.AppendData(File.ReadAllBytes(path));
        }
        Directory.Delete(folder, recursive: true);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
