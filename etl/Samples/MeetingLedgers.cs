using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// The institutes' meeting ledgers (交流会台帳), one per institute and fiscal year: the companies that were referred after a meeting, and others that came
/// and were not.
/// Only who came to the latest meeting of each institute is remembered.
/// </summary>
public sealed class MeetingLedgers(string root, ulong seed, FaultPlan plan, CaseMaker cases, Tally tally) : IDisposable
{
    public const string Ledger = "交流会台帳";

    private static readonly string[] Columns =
    [
        "開催番号",
        "開催日",
        "名称",
        "会場市区町村",
        "主催",
        "機関コード",
        "法人番号",
        "企業名",
        "参加者数",
        "個別相談件数",
    ];

    private const int Date = 1,
        Participants = 8,
        Consultations = 9;

    private readonly Dictionary<(string Institute, int Year), LedgerFile> files = [];
    private readonly Dictionary<string, (HashSet<int> Came, Draw Draw)> latest = [];
    private int opened;

    public IEnumerable<(string Owner, LedgerFile File)> Files => files.Select(entry => (entry.Key.Institute, entry.Value));

    /// <summary>The company that came to the meeting which its referral names, once. Referrals come in the order of their days.</summary>
    public void Write(Case referral)
    {
        OpenUpTo(referral.Date);
        if (referral.Meeting is { } meeting && latest[meeting.Institute.Code].Came.Add(referral.Company.Serial))
            WriteRow(meeting, referral.Company, true);
    }

    public void Finish()
    {
        OpenUpTo(FiscalYears.Closing);
        foreach (var file in files.Values)
        {
            file.WriteAside([Cell.Text("合計"), Cell.Text($"{file.Rows}社")]);
            file.Finish();
        }
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
            file.Dispose();
    }

    private void OpenUpTo(DateOnly date)
    {
        for (; opened < ExchangeMeetings.All.Count && ExchangeMeetings.All[opened].Date <= date; opened++)
        {
            var meeting = ExchangeMeetings.All[opened];
            var (came, draw) = latest[meeting.Institute.Code] = ([], new Draw(seed, Streams.Meetings, (ulong)opened));
            for (var more = draw.Between(9, 18); more > 0; more--)
                if (draw.Below(cases.CompaniesAround) is var serial && came.Add(serial))
                    WriteRow(meeting, cases.CompanyAt(serial), false);
        }
    }

    private void WriteRow(ExchangeMeeting meeting, Company company, bool referred)
    {
        var (file, draw) = (Book(meeting.Institute, meeting.FiscalYear), latest[meeting.Institute.Code].Draw);
        var (people, talks) = (draw.Between(1, 4), draw.Between(1, 3));
        Cell[] cells =
        [
            Cell.Text(meeting.Number),
            Cell.Date(meeting.Date),
            Cell.Text(meeting.Name),
            meeting.Institute.Code == "9001" ? Cell.Text(meeting.Venue.Name) : Cell.Code(meeting.Venue.Code),
            Cell.Text(meeting.Institute.Name),
            Cell.Code(meeting.Institute.Code),
            Cell.Text(company.CorporateNumber),
            Cell.Text(CompanyNames.Spell(company, draw)),
            draw.Chance(0.94) ? Cell.Number(people) : Cell.Blank,
            Cell.Number(
                referred ? talks
                : draw.Chance(0.3) ? 1
                : 0
            ),
        ];
        var fault = Spoil(meeting, cells, people);
        var line = file.Write(cells);
        if (fault is var (kind, effect))
            Note(line, kind, effect);
        if (fault?.Effect == Effect.Rejected)
            return;
        tally.Attendance(meeting, company);
        if (plan.Take(Ledger, FaultKind.Duplicate, 220))
            Note(file.Write(cells), FaultKind.Duplicate, Effect.Skipped);
        if (plan.Take(Ledger, FaultKind.BlankRow, 200))
            Note(file.WriteAside([]), FaultKind.BlankRow, Effect.Skipped);

        void Note(int at, FaultKind what, Effect then) => plan.Note(file, 0, at, what, then, meeting.Number);
    }

    private (FaultKind Kind, Effect Effect)? Spoil(ExchangeMeeting meeting, Cell[] cells, int people)
    {
        if (plan.Take(Ledger, FaultKind.BlankRequired, 350))
        {
            cells[Date] = Cell.Text(meeting.Date.Day % 2 == 0 ? "" : "不明");
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.ImpossibleDate, 400, meeting.Date.Month == 2 && !DateTime.IsLeapYear(meeting.Date.Year)))
        {
            cells[Date] = Cell.Text($"{meeting.Date.Year}年2月29日");
            return (FaultKind.ImpossibleDate, Effect.Rejected);
        }
        if (plan.Take(Ledger, FaultKind.EraDate, 160))
        {
            cells[Date] = Cell.Text(Spelling.Of(meeting.Date, people % 2 == 0 ? DateStyle.Era : DateStyle.ShortEra));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.FullWidthDigits, 180))
        {
            cells[Participants] = Cell.Text(Spelling.FullWidth(Spelling.Plain(people)) + "名");
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        if (plan.Take(Ledger, FaultKind.NoWord, 200))
        {
            cells[Consultations] = Cell.Text("―");
            return (FaultKind.NoWord, Effect.Read);
        }
        return null;
    }

    /// <summary>The ledger of that institute and year, begun with its first row.</summary>
    private LedgerFile Book(Institute institute, int year) =>
        files.TryGetValue((institute.Code, year), out var file) ? file : files[(institute.Code, year)] = Open(institute, year);

    private LedgerFile Open(Institute institute, int year)
    {
        var title = $"{institute.Name}　{Ledger}　平成{year - 1988}年度";
        string Path(string ending) => $"{institute.Code}/{Ledger}_{institute.Code}_{year}年度.{ending}";
        return (institute.Code, year) switch
        {
            ("9002", _) => new XlsxLedger(root, Path("xlsx"), new Layout(Columns), new XlsxStyle(year < 2010, true), ["交流会"], title),
            (_, < 2010) => new CsvLedger(root, Path("csv"), new Layout(Columns), LedgerEncodings.Cp932, DateStyle.Era, title),
            // The folder says whose ledger it is.
            _ => new CsvLedger(
                root,
                Path("csv"),
                new Layout(Columns, [.. Columns.Where(column => column != "機関コード")], new Dictionary<string, string> { ["参加者数"] = "参加人数" }),
                LedgerEncodings.Utf8Bom,
                DateStyle.Slashes,
                title
            ),
        };
    }
}
