using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// The banks' lists of survey forms sent and returned (調査回収), one per bank and survey year: each referral is asked about the two fiscal years after its own,
/// in February of the year. One list was sent in twice under different names.
/// </summary>
public sealed class SurveyReturns(string root, ulong seed, FaultPlan plan, Tally tally) : IDisposable
{
    public const string Ledger = "調査回収";

    private static readonly string[] Columns = ["紹介番号", "銀行コード", "調査年度", "発送日", "回収日", "回答区分", "更新日"];

    private const int Number = 0,
        Year = 2,
        Sent = 3;

    private readonly Dictionary<(string Bank, int Year), LedgerFile> files = [];

    public IEnumerable<(string Owner, LedgerFile File)> Files => files.Select(entry => (entry.Key.Bank, entry.Value));

    /// <summary>The file that is there twice, and the path of its copy; null where there is no such file.</summary>
    public (string Owner, LedgerFile File, string Path)? Copy { get; private set; }

    public void Write(Case referral, bool accepted)
    {
        var draw = new Draw(seed, Streams.Returns, (ulong)referral.Index);
        for (var year = referral.FiscalYear + 1; year <= Math.Min(referral.FiscalYear + 2, FiscalYears.Last); year++)
        {
            var sent = FiscalYears.NextOpen(new DateOnly(year + 1, 2, 1).AddDays(draw.Below(14)));
            var back = FiscalYears.NextOpen(sent.AddDays(draw.Days(17, 0.5)));
            // What is not back by the end of the ledgers has not been answered, as far as they know.
            var isAnswered = draw.Chance(0.76) && back <= FiscalYears.Closing;
            if (WriteRow(referral, year, sent, isAnswered ? back : null, accepted))
                tally.Form(referral, year, isAnswered);
        }
    }

    public void Finish()
    {
        foreach (var ((bank, year), file) in files)
        {
            file.WriteAside([Cell.Text("合計"), Cell.Text($"{file.Rows}件")]);
            file.Finish();
            if ((bank, year) != ("9801", 2010))
                continue;
            file.Dispose();
            Copy = (bank, file, file.Path.Replace(".csv", "（写し）.csv", StringComparison.Ordinal));
            File.Copy(Path.Combine(root, file.Path), Path.Combine(root, Copy.Value.Path));
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    /// <summary>Writes one form, and says whether a right load counts it.</summary>
    private bool WriteRow(Case referral, int year, DateOnly sent, DateOnly? back, bool accepted)
    {
        var file = Book(referral.Bank, year);
        var hasOutcome = referral.Outcomes.Any(outcome =>
            FiscalYears.Of(outcome.Date) == year && outcome.Type is not (OutcomeTypes.Loan or OutcomeTypes.Investment)
        );
        Cell[] cells =
        [
            Cell.Text(referral.Number),
            Cell.Code(referral.Bank.Code),
            year < 2010 ? Cell.Text($"平成{year - 1988}年度") : Cell.Number(year),
            Cell.Date(sent),
            Cell.Date(back),
            Cell.Text(
                back is null ? "未回答"
                : hasOutcome ? "成果あり"
                : "成果なし"
            ),
            Cell.Date(back ?? sent),
        ];
        if (!accepted)
        {
            Note(file.Write(cells), FaultKind.ParentRejected, Effect.Waiting);
            return false;
        }
        var fault = Spoil(referral, year, sent, cells);
        var line = file.Write(cells);
        if (fault is var (kind, effect))
            Note(line, kind, effect);
        if (fault?.Effect is Effect.Rejected or Effect.Waiting)
            return false;
        if (plan.Take(Ledger, FaultKind.Duplicate, 350))
            Note(file.Write(cells), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 400))
            Note(file.WriteAside([]), FaultKind.BlankRow, Effect.Skipped);
        return true;

        void Note(int at, FaultKind what, Effect then) => plan.Note(file, 0, at, what, then, cells[Number].Content);
    }

    private (FaultKind Kind, Effect Effect)? Spoil(Case referral, int year, DateOnly sent, Cell[] cells)
    {
        if (plan.Take(Ledger, FaultKind.BlankRequired, 350))
        {
            cells[Year] = Cell.Text(referral.Index % 2 == 0 ? "" : "不明");
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.ImpossibleDate, 400, !DateTime.IsLeapYear(year + 1)))
        {
            cells[Sent] = Cell.Text($"平成{year - 1987}年2月29日");
            return (FaultKind.ImpossibleDate, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.UnknownReferral, 900))
        {
            cells[Number] = Cell.Text(referral.Number[..5] + "9" + referral.Number[5..]);
            return (FaultKind.UnknownReferral, Effect.Waiting);
        }
        if (plan.Take(Ledger, FaultKind.EraDate, 150))
        {
            cells[Sent] = Cell.Text(Spelling.Of(sent, referral.Index % 2 == 0 ? DateStyle.Era : DateStyle.ShortEra));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.FullWidthDigits, 260))
        {
            cells[Sent] = Cell.Text(Spelling.FullWidth(Spelling.Of(sent, DateStyle.Slashes)));
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        return null;
    }

    /// <summary>The list of that bank and year, begun with its first row.</summary>
    private LedgerFile Book(Bank bank, int year) => files.TryGetValue((bank.Code, year), out var file) ? file : files[(bank.Code, year)] = Open(bank, year);

    private LedgerFile Open(Bank bank, int year)
    {
        var (title, layout) = ($"{bank.Name}　成果調査　発送・回収　{year}年度", new Layout(Columns));
        string Path(string ending) => $"{bank.Code}/{Ledger}_{bank.Code}_{year}年度.{ending}";
        return (bank.Code, year) switch
        {
            ("9801", 2008 or 2009) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.Era, title),
            ("9801", 2011) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(false, false), ["回収"], title),
            ("9801", _) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8Bom, DateStyle.Slashes, title),
            (_, 2008) => new XlsxLedger(root, Path("xlsx"), layout, new XlsxStyle(true, true), ["Sheet1"], title),
            (_, 2009) => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Cp932, DateStyle.ShortEra, title),
            _ => new CsvLedger(root, Path("csv"), layout, LedgerEncodings.Utf8, DateStyle.Iso, title),
        };
    }
}
