using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// The institutes' engagement ledgers (連携台帳), one per institute and fiscal year: the engagements begun in the year as they stand at
/// its end, and the older ones that ended in it. The first institute keeps CSV files, the second workbooks of two sheets.
/// </summary>
public sealed class EngagementLedgers : IDisposable
{
    public const string Ledger = "連携台帳";

    private static readonly string[] Columns =
    [
        "案件番号",
        "紹介番号",
        "銀行コード",
        "機関コード",
        "機関名",
        "区分",
        "研究段階",
        "担当部門",
        "開始日",
        "終了日",
        "契約額(千円)",
        "うち企業負担額(千円)",
        "状況",
        "更新日",
    ];

    private const int ReferralNumber = 1,
        BankCode = 2,
        Type = 5,
        Unit = 7,
        Started = 8,
        Amount = 10,
        Share = 11;

    private readonly Dictionary<(string Institute, int Year), LedgerFile> files = [];
    private readonly Dictionary<(LedgerFile, int), (int Line, string Unit)> last = [];
    private readonly string root;
    private readonly FaultPlan plan;
    private readonly Numbers numbers;
    private readonly Tally tally;

    public EngagementLedgers(string root, FaultPlan plan, Numbers numbers, Tally tally)
    {
        (this.root, this.plan, this.numbers, this.tally) = (root, plan, numbers, tally);
    }

    public IEnumerable<(string Owner, LedgerFile File)> Files => files.Select(entry => (entry.Key.Institute, entry.Value));

    public void Write(Case referral, bool accepted)
    {
        foreach (var engagement in referral.Engagements)
        {
            var counted = false;
            var (begun, ended) = (FiscalYears.Of(engagement.Start), FiscalYears.Of(engagement.Steps[^1].Date));
            counted |= WriteRow(referral, engagement, begun, accepted, begun == ended);
            if (ended > begun)
                counted |= WriteRow(referral, engagement, ended, accepted, false);
            if (counted && accepted)
                tally.Engagement(referral, engagement);
        }
    }

    public void Finish()
    {
        foreach (var ((institute, year), file) in files)
        {
            var foot = new Cell[file.Layout.Headers.Count];
            foot[0] = Cell.Text("合　計");
            foot[5] = Cell.Text($"{file.Rows}件");
            if (institute == "9001")
                file.WriteAside(foot);
            else if (year % 2 == 0)
                file.WriteAside([Cell.Text("※ 契約額は消費税を含む。")], 1);
            file.Finish();
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    /// <summary>Writes one row and says whether a right load counts the engagement by it (if its referral is accepted).</summary>
    private bool WriteRow(Case referral, Engagement engagement, int year, bool accepted, bool only)
    {
        var file = Book(engagement.Institute, year);
        var sheet = engagement.Institute.Code == "9002" && engagement.IsResearch ? 1 : 0;
        var step = engagement.Steps.Last(s => s.Date <= FiscalYears.End(year));
        Cell[] cells =
        [
            Cell.Text(engagement.Number),
            Cell.Text(referral.Number),
            Cell.Code(referral.Bank.Code),
            Cell.Code(engagement.Institute.Code),
            Cell.Text(engagement.Institute.Name),
            Cell.Text(engagement.Type),
            Cell.Text(engagement.Stage),
            Cell.Text(engagement.Unit),
            Cell.Date(engagement.Start),
            Cell.Date(step.State == "実施中" ? engagement.PlannedEnd : step.Date),
            Cell.Number(engagement.Amount),
            Cell.Number(engagement.Share),
            Cell.Text(step.State),
            Cell.Date(step.Date),
        ];
        // A referral that never arrives, or was rejected: the row is right in itself and waits.
        if (!accepted)
        {
            Note(Append(), FaultKind.ParentRejected, Effect.Waiting);
            return false;
        }
        if (only && plan.Take(Ledger, FaultKind.Conflict, 900, engagement.Amount > 0))
        {
            Note(Append(), FaultKind.Conflict, Effect.Rejected);
            cells[Amount] = Cell.Number(engagement.Amount * 2);
            Note(Append(), FaultKind.Conflict, Effect.Rejected);
            return false;
        }
        var fault = Spoil(referral, engagement, cells, only);
        var line = Append();
        if (fault is var (kind, effect))
            Note(line, kind, effect);
        if (fault?.Effect is Effect.Rejected or Effect.Waiting)
            return false;
        if (plan.Take(Ledger, FaultKind.Duplicate, 400))
            Note(Append(), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 350))
            Note(file.WriteAside([], sheet), FaultKind.BlankRow, Effect.Skipped);
        return true;

        void Note(int at, FaultKind what, Effect then) => plan.Note(file, sheet, at, what, then, engagement.Number);
        int Append() => Write(file, sheet, cells, engagement.Unit);
    }

    /// <summary>Writes the row; in one year's workbooks the unit of neighbouring rows is one merged cell.</summary>
    private int Write(LedgerFile file, int sheet, Cell[] cells, string unit)
    {
        if (file is not XlsxLedger book || file != files.GetValueOrDefault(("9002", 2011)))
            return file.Write(cells, sheet);
        var (lastLine, lastUnit) = last.GetValueOrDefault((file, sheet));
        var merge = lastUnit == unit;
        if (merge)
            cells = [.. cells[..Unit], Cell.Blank, .. cells[(Unit + 1)..]];
        var line = file.Write(cells, sheet);
        merge &= lastLine == line - 1;
        if (merge)
            book.MergeDown(sheet, file.Layout.Position(Unit), lastLine, line);
        // Pairs only: after a merged pair the next row writes its unit again.
        last[(file, sheet)] = merge ? default : (line, unit);
        return line;
    }

    /// <summary>The ledger of that institute and year, begun with its first row.</summary>
    private LedgerFile Book(Institute institute, int year) =>
        files.TryGetValue((institute.Code, year), out var file) ? file : files[(institute.Code, year)] = Open(root, institute, year);

    private (FaultKind Kind, Effect Effect)? Spoil(Case referral, Engagement engagement, Cell[] cells, bool only)
    {
        if (plan.Take(Ledger, FaultKind.BlankRequired, 500, only))
        {
            cells[Type] = Cell.Blank;
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.ImpossibleDate, 700, only && engagement.Start.Month is 2 or 3 && !DateTime.IsLeapYear(engagement.Start.Year)))
        {
            cells[Started] = Cell.Text($"平成{engagement.Start.Year - 1988}年2月29日");
            return (FaultKind.ImpossibleDate, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.UnknownReferral, 600, only))
        {
            cells[ReferralNumber] = Cell.Text(referral.Number[..5] + "9" + referral.Number[5..]);
            return (FaultKind.UnknownReferral, Effect.Waiting);
        }
        var other = Parties.Banks.First(bank => bank != referral.Bank);
        if (plan.Take(Ledger, FaultKind.AmbiguousReferral, 1_500, only && numbers.HasGiven(other.Code, referral.Number)))
        {
            cells[BankCode] = Cell.Blank;
            return (FaultKind.AmbiguousReferral, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.EngagementBeforeReferral, 900, only && engagement.Type == EngagementTypes.Consultation))
        {
            var day = referral.Date.AddDays(-3);
            if (FiscalYears.Of(day) == FiscalYears.Of(engagement.Start))
            {
                cells[Started] = Cell.Date(day);
                return (FaultKind.EngagementBeforeReferral, Effect.Warned);
            }
        }
        if (plan.Take(Ledger, FaultKind.EraDate, 200))
        {
            cells[Started] = Cell.Text(Spelling.Of(engagement.Start, referral.Index % 2 == 0 ? DateStyle.Era : DateStyle.ShortEra));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.FullWidthDigits, 300, engagement.Amount > 0))
        {
            cells[Amount] = Cell.Text(Spelling.FullWidth(Spelling.Grouped(engagement.Amount!.Value)));
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.UnitInCell, 200, engagement.Amount > 0))
        {
            cells[Amount] = Cell.Text(
                referral.Index % 2 == 0 ? $"{Spelling.Plain(engagement.Amount!.Value / 1_000m)}百万円" : $"{Spelling.Grouped(engagement.Amount!.Value)}千円"
            );
            return (FaultKind.UnitInCell, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.NoWord, 300, engagement.Amount > 0 && engagement.Share is null))
        {
            cells[Share] = Cell.Text("―");
            return (FaultKind.NoWord, Effect.Read);
        }
        return null;
    }

    private static LedgerFile Open(string root, Institute institute, int year)
    {
        var title = $"{institute.Name}　{Ledger}　平成{year - 1988}年度";
        var layout = new Layout(Columns);
        string Path(string ending) => $"{institute.Code}/{Ledger}_{institute.Code}_{year}年度.{ending}";
        if (institute.Code == "9002")
            return new XlsxLedger(
                root,
                Path("xlsx"),
                layout,
                new XlsxStyle(year < 2010, true),
                ["技術相談等", "共同・受託研究"],
                title,
                year == 2012 ? "記入要領：区分は一覧から選ぶ。" : null
            );
        return year switch
        {
            2007 or 2008 => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Slashes, title),
            2009 => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Era, title),
            2010 => new CsvLedger(
                root,
                Path("csv"),
                new Layout(Columns, null, new Dictionary<string, string> { ["担当部門"] = "担当部署", ["契約額(千円)"] = "契約金額（千円）" }),
                LedgerEncodings.Utf8Bom,
                DateStyle.Slashes,
                title
            ),
            _ => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8, DateStyle.Iso, title),
        };
    }
}
