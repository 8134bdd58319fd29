using System.Text;
using Analytics.Etl.Samples;

namespace Analytics.Tests.Etl.Samples;

/// <summary>What executives and analysts would find in the samples, reckoned from the files.</summary>
[Collection(nameof(SampleFiles))]
public class SampleRealismTests(SampleFiles samples)
{
    // Of DOMAIN.md; every other municipality of the prefecture lies in the east.
    private static readonly string[] West =
    [
        "22130",
        "22131",
        "22132",
        "22133",
        "22134",
        "22135",
        "22136",
        "22137",
        "22211",
        "22213",
        "22216",
        "22221",
        "22223",
        "22224",
        "22461",
        "22503",
    ];
    private static readonly string[] Central =
    [
        "22100",
        "22101",
        "22102",
        "22103",
        "22209",
        "22212",
        "22214",
        "22226",
        "22424",
        "22426",
        "22383",
        "22402",
        "22401",
        "22429",
    ];

    [Fact]
    public void West_ConvertsBetterThanTheOthers_ByAWideMargin()
    {
        var rates = Cohort().GroupBy(referral => referral.Part).ToDictionary(part => part.Key, part => part.Average(referral => referral.Converted ? 1.0 : 0));
        Assert.True(rates["west"] > Math.Max(rates["central"], rates["east"]) + 0.08, string.Join(", ", rates));
        Assert.InRange(Cohort().Average(referral => referral.Converted ? 1.0 : 0), 0.64, 0.78);
    }

    [Fact]
    public void SmallTown_WithAHandfulOfReferrals_HasAnExtremeRate()
    {
        var town = Cohort().Where(referral => referral.Municipality == "22429").ToList();
        Assert.InRange(town.Count, 2, 9);
        Assert.All(town, referral => Assert.True(referral.Converted));
    }

    [Fact]
    public void Funnel_NarrowsAsInLife()
    {
        var referrals = (double)samples.Rows("紹介台帳").DistinctBy(Key).Count();
        var researched = samples.Rows("連携台帳").Where(row => row["区分"] is "共同研究" or "受託研究").DistinctBy(Key).Count();
        Assert.InRange(researched / referrals, 0.18, 0.32);
        Assert.InRange(With("試作品") / referrals, 0.08, 0.15);
        Assert.InRange(With("製品化") / referrals, 0.04, 0.10);
        Assert.InRange(With("特許出願") / referrals, 0.035, 0.08);
        Assert.InRange(With("売上増") / referrals, 0.03, 0.08);
        var models = samples.Rows("成果調査票").Where(row => row["モデルケース"] == "○").DistinctBy(Key).Count();
        Assert.InRange(models / referrals, 0.004, 0.02);
        Assert.Contains(samples.Rows("成果調査票"), row => row["成果区分"] == "雇用増" && row["数値"][0] is '▲' or '△');

        int With(string type) => samples.Rows("成果調査票").Where(row => row["成果区分"] == type).DistinctBy(Key).Count();
    }

    [Fact]
    public void Seasons_HaveAPeakInMarchAndAQuietAugust()
    {
        var months = samples
            .Rows("紹介台帳")
            .DistinctBy(Key)
            .Select(row => SampleFiles.Date(row["紹介日"]))
            .Where(date => date >= new DateOnly(2008, 4, 1))
            .CountBy(date => date.Month)
            .ToDictionary();
        Assert.Equal(3, months.MaxBy(month => month.Value).Key);
        Assert.Equal(8, months.MinBy(month => month.Value).Key);
        Assert.True(months[3] > 1.4 * months.Values.Average());
    }

    [Fact]
    public void Clusters_AllFiveInEveryYear_AndAboutAQuarterWithout()
    {
        foreach (var year in FiscalYears.All)
        foreach (var cluster in new[] { "san-en-nanshin", "hamamatsu-optronics", "photon-valley", "foods-science-hills", "pharma-valley" })
            Assert.True(samples.Summary.Expected.GetValueOrDefault(new("referrals", year, "", cluster)) > 0, $"{cluster} {year}");
        var referrals = samples.Rows("紹介台帳").DistinctBy(Key).Select(row => row["クラスター"].Split('、', ';')).ToList();
        Assert.InRange(referrals.Count(names => names[0].Length == 0) / (double)referrals.Count, 0.18, 0.34);
        Assert.InRange(referrals.Count(names => names.Length == 2) / (double)referrals.Count, 0.08, 0.40);
        Assert.DoesNotContain(referrals, names => names.Length > 2);
    }

    [Fact]
    public void Years_Grow()
    {
        var full = Enumerable.Range(2008, 5).Select(year => samples.Summary.Expected[new("referrals", year, "", "")]).ToList();
        Assert.Equal(full.Order(), full);
        Assert.True(full[4] > 1.5 * full[0]);
    }

    [Fact]
    public void Companies_ComeBack_AboutOnePointThreeTimes()
    {
        var referrals = samples.Rows("紹介台帳").DistinctBy(Key).Where(row => row["法人番号"].Length == 13).ToList();
        Assert.InRange(referrals.Count / (double)referrals.Select(row => row["法人番号"]).Distinct().Count(), 1.15, 1.45);
    }

    [Fact]
    public void CorporateNumbers_ExceptThePlannedOnes_HaveARightCheckDigitAndNoRealOffice()
    {
        var planned = samples
            .Summary.Faults.Where(fault => fault.Kind is FaultKind.MistypedCorporateNumber or FaultKind.ScientificCorporateNumber)
            .Select(fault => (fault.File, fault.Key))
            .ToHashSet();
        var numbers = samples
            .Rows("紹介台帳")
            .Where(row => row["法人番号"].Length > 0)
            .ToLookup(row => planned.Contains((row["file"], row["紹介番号"])), row => row["法人番号"]);
        Assert.All(numbers[false], number => Assert.True(IsValid(number) && number[1..3] == "99", number));
        Assert.True(numbers[true].Count(number => !IsValid(number)) >= 15);
        // The published example of the National Tax Agency's own number, so that the test's reckoning is known to be right.
        Assert.True(IsValid("7000012050002"));
    }

    [Fact]
    public void Names_AreNoRealBankNorInstitute()
    {
        string[] real =
        [
            "静岡銀行",
            "スルガ銀行",
            "清水銀行",
            "静岡中央銀行",
            "浜松信用金庫",
            "磐田信用金庫",
            "遠州信用金庫",
            "しずおか信用金庫",
            "三島信用金庫",
            "産業技術総合研究所",
            "静岡県工業技術研究所",
            "浜松ホトニクス",
            "ヤマハ",
            "スズキ",
            "理化学研究所",
        ];
        var names = samples
            .Rows("紹介台帳")
            .SelectMany(row => new[] { row["銀行名"], row["支店名"], row["紹介先"], row["企業名"] })
            .Concat(samples.Rows("連携台帳").Select(row => row["機関名"]))
            .Distinct()
            .ToList();
        Assert.DoesNotContain(names, name => real.Any(word => name.Contains(word, StringComparison.Ordinal)));
        Assert.Equal(2, names.Count(name => name.EndsWith("銀行(仮)", StringComparison.Ordinal) && name.StartsWith("架空", StringComparison.Ordinal)));
        foreach (var form in new[] { "株式会社", "(株)", "㈱", "有限会社", "㈲" })
            Assert.Contains(names, name => name.StartsWith(form, StringComparison.Ordinal) || name.EndsWith(form, StringComparison.Ordinal));
    }

    [Fact]
    public void Kana_InHalfWidth_IsTheSameReading() =>
        Assert.Equal("ガギグパピプヴァイッショウー", CompanyNames.HalfWidth("ガギグパピプヴァイッショウー").Normalize(NormalizationForm.FormKC));

    private static (string, string) Key(Dictionary<string, string> row) => (row["銀行コード"], row["紹介番号"]);

    /// <summary>The referrals up to FY2011, which had a year to convert; converted = engaged, not just informed, within 365 days.</summary>
    private List<(string Part, string Municipality, bool Converted)> Cohort()
    {
        var first = samples
            .Rows("連携台帳")
            .Where(row => row["区分"] != "情報提供")
            .GroupBy(Key, row => SampleFiles.Date(row["開始日"]))
            .ToDictionary(row => row.Key, row => row.Min());
        return
        [
            .. samples
                .Rows("紹介台帳")
                .DistinctBy(Key)
                .Select(row => (Row: row, Date: SampleFiles.Date(row["紹介日"]), Code: row["市区町村コード"][..5]))
                .Where(referral => referral.Date <= new DateOnly(2012, 3, 31))
                .Select(referral =>
                    (
                        West.Contains(referral.Code) ? "west"
                        : Central.Contains(referral.Code) ? "central"
                        : "east",
                        referral.Code,
                        first.TryGetValue(Key(referral.Row), out var day) && day.DayNumber - referral.Date.DayNumber <= 365
                    )
                ),
        ];
    }

    private static bool IsValid(string number)
    {
        if (number.Length != 13 || !number.All(char.IsAsciiDigit))
            return false;
        var sum = 0;
        for (var n = 1; n <= 12; n++)
            sum += (number[13 - n] - '0') * (2 - n % 2);
        return number[0] - '0' == 9 - sum % 9;
    }
}
