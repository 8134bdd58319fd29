using System.Diagnostics;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Jobs;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>Files that break whoever reads them, files that take long, and what is kept of files that nobody knows.</summary>
public sealed class BrokenReadingTests(PostgresFixture postgres) : IDisposable
{
    const string Attempts = "select coalesce(sum(attempts), 0) from audit.reading_attempts";
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_ThatBreaksTwoProcesses_IsRefusedWithReasonAndMend_AndTheOthersLoad()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var lanes = new ExtractionLanes(new() { Time = TimeSpan.FromMilliseconds(1), TimePerMegabyte = TimeSpan.Zero });
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, ledgers.Warehouse.Folder, TimeProvider.System, lanes);

        var report = await line.Run.LoadAsync([ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")]);

        Assert.Equal((FileFate.Refused, "Reading it broke off twice (more than 0 seconds)."), (report.Files[0].Fate, report.Files[0].Reason!.En));
        Assert.StartsWith("Excelで開き、", report.Files[0].Mend!.Ja, StringComparison.Ordinal);
        Assert.Equal("reading-broken", await ledgers.QueryAsync("select refusal->>'rule' from audit.batches"));
        // Sent again it is tried again.
        Assert.Equal("0", await ledgers.QueryAsync(Attempts));
        Assert.Equal(FileFate.Loaded, (await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")).Files[0].Fate);
    }

    [Fact]
    public async Task Process_KilledOnce_IsReplacedAndTheFileLoads()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var lanes = new ExtractionLanes(new());
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, ledgers.Warehouse.Folder, TimeProvider.System, lanes);
        var killed = 0;

        using var read = await line.Reading.ReadAsync(
            new(ledgers.File(Slow(50_000)), "load"),
            _ =>
            {
                if (killed++ == 0)
                    Process.GetProcessById(Assert.Single(lanes.Processes)).Kill();
            }
        );

        Assert.Null(read.Refusal);
        Assert.Equal(50_000, read.Extracted!.Summary.RowsRead);
        Assert.Equal("0", await ledgers.QueryAsync(Attempts));
    }

    [Fact]
    public async Task Worker_KilledTwiceWhileItReadsAFile_LeavesNoOrphanAndRefusesItTheThirdTime()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var path = ledgers.File(Slow(400_000));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            using var worker = Process.Start(
                new ProcessStartInfo(
                    "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"),
                        "load",
                        path,
                        "--data",
                        ledgers.Warehouse.Folder.Path,
                        "--connection",
                        ledgers.Connection,
                    ]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            await Patience.UntilAsync(async () =>
            {
                Assert.False(worker.HasExited, "It ended before it was killed.");
                return await ledgers.QueryAsync(Attempts) == $"{attempt}" && Children(worker.Id) is not [];
            });
            var reader = Assert.Single(Children(worker.Id));

            worker.Kill();
            await Patience.EndAsync(worker);
            await Patience.UntilAsync(() => !IsAlive(reader), TimeSpan.FromSeconds(10));
        }

        var report = await ledgers.LoadAsync(new OfferedFile(path, "load"), ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"));

        Assert.Equal([FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Equal("Reading it broke off twice (the product was killed while it read it).", report.Files[0].Reason!.En);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task RejectedRows_ProcessKilledWhileItReadsThemAgain_KeepTheirCells()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "9,2008-04-01,0149,伊豆工機");
        using var lanes = new ExtractionLanes(new());
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, ledgers.Warehouse.Folder, TimeProvider.System, lanes);
        using (var read = await line.Reading.ReadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-31,0149,駿河食品")))
            await line.Batches.LoadAsync(read);
        await line.Publisher.PublishAsync();
        var process = Assert.Single(lanes.Processes);
        await SignalAsync("STOP", process);

        var kept = line.Texts.KeepAsync();
        await Task.Delay(500);
        await SignalAsync("KILL", process);
        await kept;

        Assert.Equal("3 2,2008-04-31,0149,駿河食品", await ledgers.QueryAsync("select line, array_to_string(cells, ',') from audit.ledger_rows"));
    }

    [Fact]
    public async Task Inbox_FileThatTakesLong_KeepsNoOtherWaiting_AndIsLoadedLater()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var lanes = new ExtractionLanes(new());
        var folder = DataFolder.Resolve(_folder.Path);
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, folder, TimeProvider.System, lanes);
        var inbox = new Inbox(folder, TimeProvider.System, TimeSpan.Zero);
        using var readings = new InboxReadings(new Impatient());
        Jobs.RunningWorker.Put(_folder, "ledgers/0149/a_slow.csv", Repeated(30_000));
        Jobs.RunningWorker.Put(_folder, "ledgers/0149/a_slow_again.csv", Repeated(30_000));
        Assert.Empty(await TakeAsync());
        await Patience.UntilAsync(() => lanes.Processes is not []);
        var slow = Assert.Single(lanes.Processes);
        await SignalAsync("STOP", slow);

        var quick = Jobs.RunningWorker.Put(_folder, "ledgers/0149/b_quick.csv", Ledgers.Text(Ledgers.Referral, "Q,2008-04-01,0149,駿河食品"));
        IReadOnlyList<InboxReading> done = [];
        await Patience.UntilAsync(async () => (done = await TakeAsync()) is not []);
        Assert.Equal(quick, Assert.Single(done).Seen.Path);
        await line.Run.LoadAsync([done[0].Read]);
        inbox.Take(done[0].Seen);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));

        await SignalAsync("CONT", slow);
        await Patience.UntilAsync(async () => (done = await TakeAsync()) is not []);
        await line.Run.LoadAsync([done[0].Read]);
        Assert.Equal("101", await ledgers.TotalAsync("referrals"));

        async Task<IReadOnlyList<InboxReading>> TakeAsync() =>
            await readings.TakeAsync(line, inbox, (await inbox.LookAsync()).Complete, [], new Progress<ReadingProgress>(), default);
    }

    [Fact]
    public async Task Inbox_FilesOfOneDelivery_WaitForEachOther_HoweverLongTheyTake()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var lanes = new ExtractionLanes(new());
        var folder = DataFolder.Resolve(_folder.Path);
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, folder, TimeProvider.System, lanes);
        var inbox = new Inbox(folder, TimeProvider.System, TimeSpan.Zero);
        using var readings = new InboxReadings(new Impatient());
        var delivered = new[] { Slow(3_000), Slow(5) }.Select((text, at) => Jobs.RunningWorker.Put(_folder, $"ledgers/0149/{at}.csv", text)).ToList();

        var done = await readings.TakeAsync(line, inbox, (await inbox.LookAsync()).Complete, delivered, new Progress<ReadingProgress>(), default);

        Assert.Equal(delivered, done.Select(reading => reading.Seen.Path));
        Assert.All(done, reading => reading.Read.Dispose());
    }

    [Fact]
    public async Task Archive_KeepsWhatASourceRecognised_AndNothingElse()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);

        var report = await line.Run.LoadAsync([
            new(ledgers.File("-----BEGIN PRIVATE KEY-----\nMIIE\n"), "load"),
            new(ledgers.File(Slow(50) + "51,2008-04-01,0149,\"駿河"), "load"),
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
        ]);

        Assert.Equal([FileFate.Refused, FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        var kept = (await ledgers.QueryAsync("select sha256 from audit.batches where batch_id > 1 order by sha256")).Split('\n');
        Assert.Equal(
            kept,
            Directory
                .EnumerateFiles(DataFolder.Resolve(_folder.Path).Archive, "*", SearchOption.AllDirectories)
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Load_MakesFilesAndFoldersThatNobodyElseMayRead()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var data = Path.Combine(_folder.Path, "data");
        using var load = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"),
                    "load",
                    ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")),
                    "--data",
                    data,
                    "--connection",
                    ledgers.Connection,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        await Patience.EndAsync(load);

        Assert.Equal(0, load.ExitCode);
        var files = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, path => path.Contains("/archive/", StringComparison.Ordinal));
        Assert.All(files, path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.All(Directory.EnumerateDirectories(data, "*", SearchOption.AllDirectories), path => Assert.Equal(owner, File.GetUnixFileMode(path)));
        // Root's database has an account of its own, which passes through.
        Assert.Equal(Environment.IsPrivilegedProcess ? owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : owner, File.GetUnixFileMode(data));
    }

    static string Slow(int rows) =>
        Ledgers.Text(Ledgers.Referral, [.. Enumerable.Range(1, rows).Select(number => $"{number},2008-04-01,0149,遠州光学{number}")]);

    /// <summary>As long to read as <see cref="Slow"/>, and quick to publish: a hundred referrals, told again and again.</summary>
    static string Repeated(int rows) =>
        Ledgers.Text(Ledgers.Referral, [.. Enumerable.Range(1, rows).Select(number => $"{number % 100},2008-04-01,0149,遠州光学{number % 100}")]);

    static List<int> Children(int process) =>
        [
            .. Directory
                .EnumerateDirectories($"/proc/{process}/task")
                .SelectMany(task => Text($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse),
        ];

    static bool IsAlive(int process) => Text($"/proc/{process}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';

    static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // gone in this moment
        }
    }

    static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await Patience.EndAsync(kill);
    }

    /// <summary>A clock by which all waiting is over at once.</summary>
    sealed class Impatient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
