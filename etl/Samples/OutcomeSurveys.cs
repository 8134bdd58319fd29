using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>The banks' outcome surveys (成果調査票), one per bank and fiscal year, with the outcomes of that year.</summary>
public sealed class OutcomeSurveys : IDisposable
{
    public const string Ledger = "成果調査票";

    private static readonly string[] Columns =
    [
        "成果番号",
        "紹介番号",
        "銀行コード",
        "案件番号",
        "成果区分",
        "成果日",
        "数値",
        "単位",
        "確認方法",
        "モデルケース",
        "概要",
        "更新日",
    ];

    private const int Type = 4,
        Date = 5,
        Value = 6,
        Unit = 7,
        Summary = 10,
        Updated = 11;

    private readonly Dictionary<(string Bank, int Year), LedgerFile> files = [];
    private readonly string root;
    private readonly ulong seed;
    private readonly FaultPlan plan;
    private readonly Tally tally;

    public OutcomeSurveys(string root, ulong seed, FaultPlan plan, Tally tally)
    {
        (this.root, this.seed, this.plan, this.tally) = (root, seed, plan, tally);
    }

    public IEnumerable<(string Owner, LedgerFile File)> Files => files.Select(entry => (entry.Key.Bank, entry.Value));

    public void Write(Case referral, bool accepted)
    {
        var draw = new Draw(seed, Streams.Rows + 16, (ulong)referral.Index);
        foreach (var outcome in referral.Outcomes)
            if (WriteRow(referral, outcome, accepted, draw))
                tally.Outcome(referral, outcome);
    }

    public void Finish()
    {
        foreach (var file in files.Values)
        {
            file.WriteAside([Cell.Text("総計"), Cell.Text($"{file.Rows}件")]);
            file.Finish();
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    private bool WriteRow(Case referral, Outcome outcome, bool accepted, Draw draw)
    {
        var file = Book(referral.Bank, FiscalYears.Of(outcome.Date));
        var confirmed = outcome.Date.AddDays(draw.Between(5, 60));
        var end = FiscalYears.End(FiscalYears.Of(outcome.Date));
        var millions = outcome.Unit == "千円" && draw.Chance(0.2);
        Cell[] cells =
        [
            Cell.Text(outcome.Number),
            Cell.Text(referral.Number),
            Cell.Code(referral.Bank.Code),
            Cell.Text(outcome.EngagementNumber),
            Cell.Text(outcome.Type),
            Cell.Date(outcome.Date),
            Cell.Number(millions ? outcome.Value / 1_000m : outcome.Value),
            Cell.Text(millions ? "百万円" : outcome.Unit),
            outcome.Verified ? Cell.Text("証憑確認")
            : draw.Chance(0.85) ? Cell.Text("自己申告")
            : Cell.Blank,
            Cell.Text(outcome.ModelCase ? "○" : null),
            Cell.Text(outcome.Summary),
            Cell.Date(confirmed > end ? end : confirmed),
        ];
        // Books write a decrease with a triangle.
        if (outcome.Value < 0 && draw.Chance(0.7))
            cells[Value] = Cell.Text((draw.Chance(0.5) ? "▲" : "△") + -outcome.Value);
        if (!accepted)
        {
            Note(file.Write(cells), FaultKind.ParentRejected, Effect.Waiting);
            return false;
        }
        if (plan.Take(Ledger, FaultKind.Conflict, 700, outcome.Type == OutcomeTypes.Sales))
        {
            Note(file.Write(cells), FaultKind.Conflict, Effect.Rejected);
            cells[Value] = Cell.Number(outcome.Value + 500);
            cells[Unit] = Cell.Text("千円");
            Note(file.Write(cells), FaultKind.Conflict, Effect.Rejected);
            return false;
        }
        var fault = Spoil(referral, outcome, cells);
        var line = file.Write(cells);
        if (fault is var (kind, effect))
            Note(line, kind, effect);
        if (fault?.Effect == Effect.Rejected)
            return false;
        if (plan.Take(Ledger, FaultKind.Duplicate, 350))
            Note(file.Write(cells), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 300))
            Note(file.WriteAside([]), FaultKind.BlankRow, Effect.Skipped);
        return true;

        void Note(int at, FaultKind what, Effect then) => plan.Note(file, 0, at, what, then, outcome.Number);
    }

    /// <summary>The survey of that bank and year, begun with its first row.</summary>
    private LedgerFile Book(Bank bank, int year) =>
        files.TryGetValue((bank.Code, year), out var file) ? file : files[(bank.Code, year)] = Open(root, bank, year);

    private (FaultKind Kind, Effect Effect)? Spoil(Case referral, Outcome outcome, Cell[] cells)
    {
        if (plan.Take(Ledger, FaultKind.OutcomeBeforeReferral, 350))
        {
            cells[Date] = Cell.Date(referral.Date.AddDays(-40));
            return (FaultKind.OutcomeBeforeReferral, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.Cumulative, 300, outcome.Type == OutcomeTypes.Sales))
        {
            cells[Value] = Cell.Text($"累計{Spelling.Plain(outcome.Value!.Value * 2)}");
            cells[Unit] = Cell.Text("千円");
            return (FaultKind.Cumulative, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.BlankRequired, 500))
        {
            cells[Type] = Cell.Blank;
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.EraDate, 200))
        {
            cells[Date] = Cell.Text(Spelling.Of(outcome.Date, DateStyle.Era));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.UnitInCell, 220, outcome.Unit == "千円"))
        {
            cells[Value] = Cell.Text($"{Spelling.Grouped(outcome.Value!.Value)}千円");
            cells[Unit] = Cell.Blank;
            return (FaultKind.UnitInCell, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.FullWidthDigits, 260, outcome.Value > 0))
        {
            cells[Value] = Cell.Text(Spelling.FullWidth(Spelling.Plain(outcome.Value!.Value)));
            cells[Unit] = Cell.Text(outcome.Unit);
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.Formula, 600))
        {
            cells[Summary] = Cell.Text("=HYPERLINK(\"http://example.invalid\",\"" + outcome.Summary + "\")");
            return (FaultKind.Formula, Effect.Read);
        }
        return null;
    }

    private static LedgerFile Open(string root, Bank bank, int year)
    {
        var title = $"{bank.Name}　{Ledger}　{year}年度";
        var layout = new Layout(Columns);
        string Path(string ending) => $"{bank.Code}/{Ledger}_{bank.Code}_{year}年度.{ending}";
        return (bank.Code, year) switch
        {
            ("9801", 2007 or 2008) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Era, title),
            ("9801", 2009 or 2012) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(year == 2009, false), ["成果"], title),
            ("9801", _) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8Bom, DateStyle.Slashes, title),
            (_, 2007 or 2011) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(false, true), ["成果調査"], title),
            (_, 2009) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.ShortEra, title),
            _ => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8, DateStyle.Iso, title),
        };
    }
}
