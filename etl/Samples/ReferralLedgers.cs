using Analytics.Etl.Samples.Files;
using static Analytics.Etl.Samples.ReferralColumns;

namespace Analytics.Etl.Samples;

/// <summary>
/// The banks' referral ledgers (紹介台帳), one per bank and fiscal year. A year's ledger holds the year's referrals in their state at its
/// end, and before them the older referrals whose state changed in the year.
/// </summary>
public sealed class ReferralLedgers : IDisposable
{
    public const string Ledger = "紹介台帳";

    private static readonly string[] Closing = ["完了", "辞退", "不成立"];

    private readonly Dictionary<(string Bank, int Year), LedgerFile> files = [];
    private readonly Dictionary<LedgerFile, string> lastBranch = [];
    private readonly string root;
    private readonly ulong seed;
    private readonly FaultPlan plan;
    private readonly Numbers numbers;
    private readonly Tally tally;
    private int subtotalled;

    public ReferralLedgers(string root, ulong seed, FaultPlan plan, Numbers numbers, Tally tally)
    {
        (this.root, this.seed, this.plan, this.numbers, this.tally) = (root, seed, plan, numbers, tally);
    }

    public IEnumerable<(string Owner, LedgerFile File)> Files => files.Select(entry => (entry.Key.Bank, entry.Value));

    /// <summary>Writes every row of the referral, and says whether a right load accepts it.</summary>
    public bool Write(Case referral)
    {
        var draw = new Draw(seed, Streams.Rows, (ulong)referral.Index);
        var cells = Fill(referral, draw);
        var rows = Rows(referral);
        var accepted = true;
        for (var i = 0; i < rows.Count; i++)
        {
            var (year, step) = rows[i];
            var file = Book(referral.Bank, year);
            cells[State] = Cell.Text(step.State);
            cells[Closed] = Closing.Contains(step.State) ? Cell.Date(step.Date) : Cell.Blank;
            // A referral that nobody has touched yet often has no 更新日.
            cells[Updated] = step.State == "受付" && draw.Chance(0.2) ? Cell.Blank : Cell.Date(step.Date);
            accepted &= WriteRow(file, referral, [.. cells], rows.Count == 1, i == 0 && year > referral.FiscalYear);
        }
        if (accepted)
            tally.Referral(referral);
        if (rows.Count == 1 && plan.Take(Ledger, FaultKind.TwinCase, 1_100, accepted && referral.Engagements.Count == 0))
            Twin(referral, cells, rows[0].Year);
        return accepted;
    }

    /// <summary>Totals and notes at the end of each file.</summary>
    public void Finish()
    {
        foreach (var ((bank, year), file) in files)
        {
            var width = file.Layout.Headers.Count;
            var foot = new Cell[width];
            foot[file.Layout.Position(Employees)] = Cell.Number(file.Rows * 61);
            if (bank == "9802" && year == 2010)
            {
                var line = file.WriteAside(foot);
                plan.Note(file, 0, line, FaultKind.UnlabelledTotal, Effect.Skipped, "");
            }
            else
            {
                foot[0] = Cell.Text("合計");
                foot[file.Layout.Position(Need)] = Cell.Text($"{file.Rows}件");
                file.WriteAside(foot);
            }
            file.Finish();
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    /// <summary>The ledger of that bank and year, begun with its first row.</summary>
    private LedgerFile Book(Bank bank, int year) =>
        files.TryGetValue((bank.Code, year), out var file) ? file : files[(bank.Code, year)] = Open(root, bank, year);

    /// <summary>The years whose ledgers name the referral, each with the state at its end.</summary>
    private List<(int Year, Step Step)> Rows(Case referral)
    {
        var rows = new List<(int, Step)>();
        var late = plan.Take(
            Ledger,
            FaultKind.LateReferral,
            160,
            referral.FiscalYear < FiscalYears.Last && referral.Engagements.Any(e => FiscalYears.Of(e.Start) == referral.FiscalYear)
        );
        for (var year = referral.FiscalYear + (late ? 1 : 0); year <= FiscalYears.Last; year++)
        {
            var step = referral.Steps.Where(s => s.Date <= FiscalYears.End(year)).MaxBy(s => s.Date);
            if (rows.Count == 0 || FiscalYears.Of(step.Date) == year)
                rows.Add((year, step));
        }
        return rows;
    }

    private Cell[] Fill(Case referral, Draw draw)
    {
        var (company, bank) = (referral.Company, referral.Bank);
        // A dissolved municipality stays in a bank's records for a while.
        var place = plan.Take(Ledger, FaultKind.DissolvedMunicipality, 400, company.Place.At(referral.Date) != company.Place) ? company.Place : referral.Place;
        var separator = bank.Code == "9801" ? "、" : ";";
        return
        [
            Cell.Text(referral.Number),
            Cell.Date(referral.Date),
            Cell.Code(bank.Code),
            Cell.Text(bank.Name),
            Cell.Code(referral.Branch.Code),
            Cell.Text(referral.Branch.Name),
            Cell.Text(referral.Channel),
            Cell.Text(company.CorporateNumber),
            Cell.Text(CompanyNames.Spell(company, draw)),
            Cell.Text(company.Kana),
            Cell.Text(company.Address(place)),
            Cell.Code(bank.Code == "9801" ? place.Code6 : place.Code),
            Cell.Code(company.IndustryCode),
            draw.Chance(0.97) ? Cell.Number(company.Employees) : Cell.Blank,
            Cell.Number(company.Capital),
            Cell.Date(company.Founded),
            Cell.Text(referral.Need),
            Cell.Text(referral.Field),
            Cell.Text(string.Join(separator, referral.Clusters.Select(cluster => cluster.Name))),
            Cell.Text(referral.Institute.Name),
            Cell.Blank,
            Cell.Blank,
            Cell.Blank,
            Cell.Text(referral.Meeting?.Number),
            Cell.Text(bank.EnglishName),
            Cell.Text(referral.Branch.EnglishName),
        ];
    }

    private bool WriteRow(LedgerFile file, Case referral, Cell[] cells, bool only, bool late)
    {
        var key = referral.Number;
        Subtotal(file, referral);
        if (only && plan.Take(Ledger, FaultKind.Conflict, 600, cells[Updated].Kind == CellKind.Date))
        {
            Note(file.Write(cells), FaultKind.Conflict, Effect.Rejected);
            cells[Employees] = Cell.Number(referral.Company.Employees + 10);
            cells[Need] = Cell.Text(referral.Need + "（再確認）");
            Note(file.Write(cells), FaultKind.Conflict, Effect.Rejected);
            lastBranch.Remove(file);
            return false;
        }
        var fault = ReferralFaults.Spoil(plan, cells, referral, only, lastBranch.GetValueOrDefault(file) == referral.Branch.Name);
        var line = file.Write(cells);
        lastBranch[file] = referral.Branch.Name;
        if (late)
            Note(line, FaultKind.LateReferral, Effect.Read);
        if (fault is var (kind, effect))
            Note(line, kind, effect);
        if (fault?.Effect == Effect.Rejected)
            return false;
        if (plan.Take(Ledger, FaultKind.Duplicate, 300))
            Note(file.Write(cells), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 250))
        {
            Note(file.WriteAside([]), FaultKind.BlankRow, Effect.Skipped);
            lastBranch.Remove(file);
        }
        return true;

        void Note(int at, FaultKind kind, Effect effect) => plan.Note(file, 0, at, kind, effect, key);
    }

    /// <summary>One year's workbook carries a 小計 after each quarter's new referrals.</summary>
    private void Subtotal(LedgerFile file, Case referral)
    {
        if (file != files.GetValueOrDefault(("9801", 2009)) || referral.FiscalYear != 2009)
            return;
        var quarter = (referral.Date.Month + 8) % 12 / 3 + 1;
        if (quarter == subtotalled + 1)
            return;
        subtotalled++;
        file.WriteAside([Cell.Text("小計"), Cell.Text($"第{subtotalled}四半期まで")]);
        lastBranch.Remove(file);
    }

    /// <summary>The same content under another number: another case.</summary>
    private void Twin(Case referral, Cell[] cells, int year)
    {
        var number = numbers.Next(referral.Bank.Code, "", referral.FiscalYear);
        var file = Book(referral.Bank, year);
        cells[Number] = Cell.Text(number);
        plan.Note(file, 0, file.Write(cells), FaultKind.TwinCase, Effect.Read, number);
        tally.Referral(referral);
    }

    private static LedgerFile Open(string root, Bank bank, int year)
    {
        var first = bank.Code == "9801";
        string Path(string ending) => $"{bank.Code}/{Ledger}_{bank.Code}_{year}年度.{ending}";
        var title = $"{bank.Name}　{Ledger}　{year}年度（平成{year - 1988}年度）";
        var layout = first ? new Layout(All) : new Layout(All, [.. All.Where(column => column != "終結日")]);
        return (first, year) switch
        {
            (true, 2007 or 2008) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Era, title),
            (true, 2009) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(true, false), ["台帳"], title),
            (true, 2010) => new XlsxLedger(
                root,
                Path("xlsx"),
                layout,
                new XlsxStyle(false, false),
                ["上半期から通期"],
                title,
                "記入要領：紹介日は和暦でも西暦でもよい。"
            ),
            (true, 2011) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8Bom, DateStyle.Slashes, title),
            (true, _) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8, DateStyle.Iso, title),
            (false, 2007) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(true, true), ["Sheet1"], title),
            (false, 2008) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8Bom, DateStyle.Slashes, title),
            // This year's clerk moved the company to the front and gave columns names of her own.
            (false, 2009) => new CsvLedger(root, Path("csv"), Moved(), LedgerEncodings.Cp932, DateStyle.ShortEra, title),
            (false, 2010) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8, DateStyle.Slashes),
            (false, 2011) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(false, true), ["紹介"], title),
            _ => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Slashes, title),
        };
    }

    private static Layout Moved()
    {
        string[] front = ["企業名", "企業名カナ", "法人番号", "紹介番号", "紹介日"];
        return new Layout(
            All,
            [.. front, .. All.Where(column => column != "終結日" && !front.Contains(column))],
            new Dictionary<string, string>
            {
                ["企業名"] = "会社名",
                ["紹介日"] = "受付日",
                ["所在地"] = "住　所",
                ["従業員数"] = "従業員",
                ["資本金(千円)"] = "資本金（千円）",
                ["技術分野"] = "分野",
            }
        );
    }
}
