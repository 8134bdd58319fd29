using System.Globalization;
using System.Text;

namespace Analytics.Benchmarks;

/// <summary>
/// Three large ledgers that refer to each other, the same for the same number of referrals: four companies of five come twice, codes and dates as in
/// real ledgers, and two rows are rejected, one of
/// them for want of its number.
/// </summary>
internal static class BigLedgers
{
    private const string Referral = "紹介番号,紹介日,銀行コード,支店コード,紹介経路,企業名,所在地,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";
    private static readonly string[] Municipalities = ["22130", "22100", "22203", "22206", "22211", "22213", "22219", "22223"];
    private static readonly string[] Industries = ["092", "161", "201", "241", "251", "261", "282", "301", "321", "391"];
    private static readonly string[] Fields = ["光・電子", "食品・バイオ", "機械・加工", "環境・エネルギー"];
    private static readonly string[] Types = ["技術相談", "共同研究", "受託研究", "情報提供"];
    private static readonly string[] Outcomes = ["特許出願", "試作品", "製品化", "雇用増"];

    public static IReadOnlyList<string> Write(string folder, int referrals)
    {
        var files = new[] { "referrals.csv", "engagements.csv", "outcomes.csv" }.Select(name => Path.Combine(folder, name)).ToArray();
        using (var writer = Open(files[0], Referral))
        {
            for (var i = 0; i < referrals; i++)
                writer.WriteLine(Row(i, revision: 0));
            writer.WriteLine(Row(0, revision: 0).Replace("R0,", "R-,", StringComparison.Ordinal).Replace(Text(Day(0)), "2008-02-30", StringComparison.Ordinal));
            writer.WriteLine(Row(0, revision: 0)["R0".Length..]);
        }

        using (var writer = Open(files[1], "案件番号,紹介番号,銀行コード,機関コード,区分,担当部門,開始日,終了日,契約額(千円),状況,更新日"))
        {
            for (var i = 0; i < referrals * 6 / 10; i++)
            {
                var day = Day(i).AddDays(20 + (i % 300));
                writer.WriteLine(
                    $"K{i},R{i},9801,K01,{Types[i % 4]},第{i % 5}研究室,{Text(day)},{Text(day.AddDays(90))},{i % 4 * 500},完了,{Text(day.AddDays(91))}"
                );
            }
        }

        using (var writer = Open(files[2], "成果番号,紹介番号,銀行コード,成果区分,成果日,数値,単位,確認方法,更新日"))
        {
            for (var i = 0; i < referrals * 4 / 10; i++)
            {
                var day = Day(i).AddDays(400 + (i % 500));
                var type = Outcomes[i % 4];
                writer.WriteLine($"S{i},R{i},9801,{type},{Text(day)},{(type == "雇用増" ? "3,人" : "1,件")},証憑確認,{Text(day.AddDays(30))}");
            }
        }

        return files;
    }

    /// <summary>Later words on some referrals: their state and number of employees.</summary>
    public static string Correction(string folder, int referrals, int rows, int first = 0)
    {
        var path = Path.Combine(folder, $"correction-{first}-{rows}.csv");
        using var writer = Open(path, Referral);
        for (var i = 0; i < rows; i++)
            writer.WriteLine(Row((first + (i * (referrals / rows))) % referrals, revision: 1));
        return path;
    }

    private static string Row(int i, int revision)
    {
        var company = i % 5 * 1_000_000 + (i / 10);
        return $"R{i},{Text(Day(i))},9801,{1 + (i % 60):000},支店網,架空{company}工業株式会社,静岡県架空町{company % 997}番地,{Municipalities[company % 8]},{Industries[company % 10]},{5 + (company % 290) + revision},{Fields[i % 4]},{(revision == 0 ? "対応中" : "完了")},{Text(Day(i).AddDays(30 + revision))}";
    }

    private static DateOnly Day(int i) => new DateOnly(2008, 4, 1).AddDays((int)(i * 2654435761L % 3000));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static StreamWriter Open(string path, string header)
    {
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.WriteLine(header);
        return writer;
    }
}
