using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// The banks' referral ledgers (紹介台帳), one per bank and fiscal year. A year's ledger holds the year's referrals in their state at its
/// end, and before them the older referrals whose state changed in the year.
/// </summary>
public sealed class ReferralLedgers : IDisposable
{
    public const string Ledger = "紹介台帳";

    private static readonly string[] Columns =
    [
        "紹介番号", "紹介日", "銀行コード", "銀行名", "支店コード", "支店名", "紹介経路", "法人番号", "企業名", "企業名カナ", "所在地", "市区町村コード",
        "業種コード", "従業員数", "資本金(千円)", "設立年月日", "技術ニーズ", "技術分野", "クラスター", "紹介先", "状況", "終結日", "更新日",
    ];

    private const int Number = 0, Date = 1, BankName = 3, BranchCode = 4, BranchName = 5, Channel = 6, Corporate = 7, Name = 8, Kana = 9, Address = 10,
        Municipality = 11, IndustryCode = 12, Employees = 13, Capital = 14, Founded = 15, Need = 16, Field = 17, ClusterList = 18,
        ReferredTo = 19, State = 20, Closed = 21, Updated = 22;

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
        if (accepted) tally.Referral(referral);
        if (rows.Count == 1 && plan.Take(Ledger, FaultKind.TwinCase, 1_100, accepted && referral.Engagements.Count == 0)) Twin(referral, cells, rows[0].Year);
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
        foreach (var file in files.Values) file.Dispose();
    }

    /// <summary>The ledger of that bank and year, begun with its first row.</summary>
    private LedgerFile Book(Bank bank, int year) =>
        files.TryGetValue((bank.Code, year), out var file) ? file : files[(bank.Code, year)] = Open(root, bank, year);

    /// <summary>The years whose ledgers name the referral, each with the state at its end.</summary>
    private List<(int Year, Step Step)> Rows(Case referral)
    {
        var rows = new List<(int, Step)>();
        var late = plan.Take(Ledger, FaultKind.LateReferral, 160, referral.FiscalYear < FiscalYears.Last
            && referral.Engagements.Any(e => FiscalYears.Of(e.Start) == referral.FiscalYear));
        for (var year = referral.FiscalYear + (late ? 1 : 0); year <= FiscalYears.Last; year++)
        {
            var step = referral.Steps.Where(s => s.Date <= FiscalYears.End(year)).MaxBy(s => s.Date);
            if (rows.Count == 0 || FiscalYears.Of(step.Date) == year) rows.Add((year, step));
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
            Cell.Text(referral.Number), Cell.Date(referral.Date), Cell.Code(bank.Code), Cell.Text(bank.Name), Cell.Code(referral.Branch.Code),
            Cell.Text(referral.Branch.Name), Cell.Text(referral.Channel), Cell.Text(company.CorporateNumber), Cell.Text(CompanyNames.Spell(company, draw)),
            Cell.Text(company.Kana), Cell.Text(company.Address(place)), Cell.Code(bank.Code == "9801" ? place.Code6 : place.Code),
            Cell.Code(company.IndustryCode), draw.Chance(0.97) ? Cell.Number(company.Employees) : Cell.Blank, Cell.Number(company.Capital),
            Cell.Date(company.Founded), Cell.Text(referral.Need), Cell.Text(referral.Field),
            Cell.Text(string.Join(separator, referral.Clusters.Select(cluster => cluster.Name))), Cell.Text(referral.Institute.Name),
            Cell.Blank, Cell.Blank, Cell.Blank,
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
        var fault = Spoil(file, referral, cells, only);
        var line = file.Write(cells);
        lastBranch[file] = referral.Branch.Name;
        if (late) Note(line, FaultKind.LateReferral, Effect.Read);
        if (fault is var (kind, effect)) Note(line, kind, effect);
        if (fault?.Effect == Effect.Rejected) return false;
        if (plan.Take(Ledger, FaultKind.Duplicate, 300)) Note(file.Write(cells), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 250))
        {
            Note(file.WriteAside([]), FaultKind.BlankRow, Effect.Skipped);
            lastBranch.Remove(file);
        }
        return true;

        void Note(int at, FaultKind kind, Effect effect) => plan.Note(file, 0, at, kind, effect, key);
    }

    /// <summary>At most one fault in the row.</summary>
    private (FaultKind Kind, Effect Effect)? Spoil(LedgerFile file, Case referral, Cell[] cells, bool only)
    {
        var company = referral.Company;
        if (plan.Take(Ledger, FaultKind.BlankRequired, 450, only))
        {
            cells[Name] = Cell.Text(referral.Index % 2 == 0 ? "" : "不明");
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.ImpossibleDate, 600, only && referral.Date.Month == 2 && !DateTime.IsLeapYear(referral.Date.Year)))
        {
            cells[Date] = Cell.Text($"{referral.Date.Year}年2月29日");
            return (FaultKind.ImpossibleDate, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.MissingCorporateNumber, 260, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Blank;
            return (FaultKind.MissingCorporateNumber, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.MistypedCorporateNumber, 280, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Text(Mistype(company.CorporateNumber!));
            return (FaultKind.MistypedCorporateNumber, Effect.Warned);
        }
        if (plan.Take(Ledger, FaultKind.ScientificCorporateNumber, 700, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Text($"{company.CorporateNumber![0]}.{company.CorporateNumber[1..3]}E+12");
            return (FaultKind.ScientificCorporateNumber, Effect.Warned);
        }
        if (referral.Place != company.Place && cells[Address].Content.Contains(company.Place.Name, StringComparison.Ordinal)) return (FaultKind.DissolvedMunicipality, Effect.Warned);
        if (plan.Take(Ledger, FaultKind.EraDate, 180))
        {
            cells[Date] = Cell.Text(Spelling.Of(referral.Date, referral.Index % 2 == 0 ? DateStyle.Era : DateStyle.ShortEra));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.FullWidthDigits, 240, cells[Employees].Kind == CellKind.Number))
        {
            cells[Employees] = Cell.Text(Spelling.FullWidth(Spelling.Plain(company.Employees)));
            cells[Date] = Cell.Text(Spelling.FullWidth(Spelling.Of(referral.Date, DateStyle.Slashes)));
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.HalfWidthKana, 220))
        {
            cells[Kana] = Cell.Text(CompanyNames.HalfWidth(company.Kana));
            return (FaultKind.HalfWidthKana, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.UnitInCell, 260, company.Capital is not null))
        {
            cells[Capital] = Cell.Text(company.Capital % 100_000 == 0 ? $"{Spelling.Plain(company.Capital!.Value / 1_000m)}百万円" : $"{Spelling.Grouped(company.Capital!.Value)}千円");
            return (FaultKind.UnitInCell, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.NoWord, 280))
        {
            cells[Founded] = Cell.Text(new[] { "不明", "―", "なし" }[referral.Index % 3]);
            return (FaultKind.NoWord, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.Formula, 500))
        {
            cells[Need] = Cell.Text(referral.Index % 2 == 0 ? "=cmd|'/C calc'!A1 " + referral.Need : "+① " + referral.Need);
            return (FaultKind.Formula, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.Ditto, 260, lastBranch.GetValueOrDefault(file) == referral.Branch.Name))
        {
            cells[BranchName] = Cell.Text("〃");
            return (FaultKind.Ditto, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.LostBranchZero, 200, referral.Branch.Code[0] == '0'))
        {
            cells[BranchCode] = Cell.Text(referral.Branch.Code.TrimStart('0'));
            return (FaultKind.LostBranchZero, Effect.Read);
        }
        return null;
    }

    /// <summary>One year's workbook carries a 小計 after each quarter's new referrals.</summary>
    private void Subtotal(LedgerFile file, Case referral)
    {
        if (file != files.GetValueOrDefault(("9801", 2009)) || referral.FiscalYear != 2009) return;
        var quarter = (referral.Date.Month + 8) % 12 / 3 + 1;
        if (quarter == subtotalled + 1) return;
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

    /// <summary>One digit off by one, which the check digit always shows.</summary>
    private static string Mistype(string number)
    {
        var at = 4 + number[12] % 8;
        return number[..at] + (char)(number[at] == '9' ? '8' : number[at] + 1) + number[(at + 1)..];
    }

    private static LedgerFile Open(string root, Bank bank, int year)
    {
        var first = bank.Code == "9801";
        string Path(string ending) => $"{bank.Code}/{Ledger}_{bank.Code}_{year}年度.{ending}";
        var title = $"{bank.Name}　{Ledger}　{year}年度（平成{year - 1988}年度）";
        var layout = first ? new Layout(Columns) : new Layout(Columns, [.. Columns.Where(column => column != "終結日")]);
        return (first, year) switch
        {
            (true, 2007 or 2008) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Era, title),
            (true, 2009) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(true, false), ["台帳"], title),
            (true, 2010) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(false, false), ["上半期から通期"], title, "記入要領：紹介日は和暦でも西暦でもよい。"),
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
            Columns, [.. front, .. Columns.Where(column => column != "終結日" && !front.Contains(column))],
            new Dictionary<string, string> { ["企業名"] = "会社名", ["紹介日"] = "受付日", ["所在地"] = "住　所", ["従業員数"] = "従業員", ["資本金(千円)"] = "資本金（千円）", ["技術分野"] = "分野" });
    }
}
