using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>What the council's office keeps: the target sheet, the lists of agreements and clusters, and the table of establishments.</summary>
public static class CouncilSheets
{
    public const string Owner = "council";

    private static readonly DateOnly Listed = new(2012, 4, 2);

    // Measures of the sheet, as the office writes them: names and Japanese labels side by side; money in thousands of yen.
    private static readonly (string Measure, string[] Written, double Step)[] Measures =
    [
        ("referrals", ["referrals", "紹介件数"], 5),
        ("engagements", ["engagements", "連携件数"], 5),
        ("joint_research", ["joint_research", "共同研究件数"], 5),
        ("contract_amount", ["contract_amount", "契約額"], 1_000_000),
        ("outcomes", ["outcomes", "成果件数"], 5),
        ("products", ["products", "製品化件数"], 2),
        ("added_sales", ["added_sales", "売上増加額"], 10_000_000),
    ];

    public static IEnumerable<(string Ledger, LedgerFile File)> Write(string root, ulong seed, IReadOnlyDictionary<ExpectedKey, long> reached)
    {
        yield return ("目標値", Targets(root, seed, reached));
        yield return ("協定一覧", AgreementList(root));
        yield return ("クラスター一覧", ClusterList(root));
        yield return ("事業所・従業者数", EstablishmentTable.Write(root, seed));
    }

    /// <summary>
    /// Targets for all, by sub-region and by cluster. The council sets them from what it hoped for, so attainment lies mostly between 75 and 125 percent, and
    /// a little higher in the west. Sub-regions share the whole out, so theirs add up to it; clusters overlap, so theirs do not, but none asks for
    /// more than the whole.
    /// </summary>
    private static XlsxLedger Targets(string root, ulong seed, IReadOnlyDictionary<ExpectedKey, long> reached)
    {
        var file = new XlsxLedger(
            root,
            $"{Owner}/目標値_2007-2012年度.xlsx",
            new Layout(["年度", "指標", "地域", "クラスター", "目標値"]),
            new XlsxStyle(false, false),
            ["目標"],
            "連絡協議会　目標値"
        );
        var draw = new Draw(seed, Streams.Targets, 0);
        string[] regions = [.. Enum.GetValues<SubRegion>().Select(part => "22-" + part.ToString().ToLowerInvariant())];
        foreach (var year in FiscalYears.All)
        foreach (var (measure, written, step) in Measures)
        {
            var whole = InSteps(Hoped(year, measure, "", ""), step);
            Add(year, measure, written, "", "", whole);
            // Money is shared out in tenths of the step that the whole is written in, cases one by one.
            var unit = measure is "contract_amount" or "added_sales" ? step / 10 : 1;
            var parts = LargestRemainder.Split((long)(whole / (decimal)unit), [.. regions.Select(region => Hoped(year, measure, region, ""))]);
            foreach (var (region, part) in regions.Zip(parts).Where(p => p.Second > 0))
                Add(year, measure, written, region, "", part * (decimal)unit);
            if (measure is "referrals" or "outcomes" or "products")
                foreach (var cluster in Clusters.All)
                    Add(year, measure, written, "", cluster.Code, Math.Min(whole, InSteps(Hoped(year, measure, "", cluster.Code), step)));
        }
        return file;

        double Hoped(int year, string measure, string region, string cluster) =>
            reached.GetValueOrDefault(new(measure, year, region, cluster)) * (0.82 + 0.4 * draw.Unit() - (region == "22-west" ? 0.06 : 0));

        void Add(int year, string measure, string[] written, string region, string cluster, decimal value) =>
            file.Write([
                year == 2009 ? Cell.Text("平成21年度") : Cell.Number(year),
                Cell.Text(written[year % 2]),
                Cell.Text(year % 2 == 0 ? region : Spoken(region)),
                Cell.Text(Clusters.All.FirstOrDefault(c => c.Code == cluster)?.Name),
                measure is "contract_amount" or "added_sales" ? Cell.Text($"{Spelling.Grouped(value / 1_000)}千円") : Cell.Number(value),
            ]);
    }

    /// <summary>A whole number of steps, at least one.</summary>
    private static decimal InSteps(double hoped, double step) => (decimal)(Math.Max(1, (int)(hoped / step + 0.5)) * step);

    /// <summary>A sub-region as people call it.</summary>
    private static string Spoken(string region) =>
        region switch
        {
            "22-west" => "西部地域",
            "22-central" => "中部地域",
            "22-east" => "東部地域",
            _ => region,
        };

    private static CsvLedger AgreementList(string root)
    {
        var file = new CsvLedger(
            root,
            $"{Owner}/協定一覧.csv",
            new Layout(["協定番号", "銀行コード", "機関コード", "機関名", "締結日", "開始日", "終了日", "延長元", "更新日", "機関名（英語）"]),
            LedgerEncodings.Cp932,
            DateStyle.Era,
            "連携協定一覧"
        );
        foreach (var agreement in Parties.Agreements)
            file.Write([
                Cell.Text(agreement.Number),
                Cell.Code(agreement.Bank.Code),
                Cell.Code(agreement.Institute.Code),
                Cell.Text(agreement.Institute.Name),
                Cell.Date(agreement.Signed),
                Cell.Date(agreement.From),
                Cell.Date(agreement.To),
                Cell.Text(agreement.Extends),
                Cell.Date(agreement.Signed),
                Cell.Text(agreement.Institute.EnglishName),
            ]);
        return file;
    }

    private static CsvLedger ClusterList(string root)
    {
        var file = new CsvLedger(
            root,
            $"{Owner}/クラスター一覧.csv",
            new Layout(["クラスター", "開始日", "終了日", "更新日"]),
            LedgerEncodings.Utf8Bom,
            DateStyle.Slashes,
            "クラスター施策の期間（試料用の仮の期間）"
        );
        foreach (var cluster in Clusters.All)
            file.Write([Cell.Text(cluster.Name), Cell.Date(cluster.From), Cell.Date(cluster.To), Cell.Date(Listed)]);
        return file;
    }
}
