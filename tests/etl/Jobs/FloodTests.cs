using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.Etl.Extract.Lanes;
using Analytics.Tests.Etl.Extract;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>The tests that measure the memory of their own process: nothing else runs in it meanwhile.</summary>
[CollectionDefinition(nameof(OwnMemory), DisableParallelization = true)]
public sealed class OwnMemory;

/// <summary>
/// Many files at once, broken and hostile ones among them: a running worker loads every good row once, refuses the others, and stays within its
/// memory.
/// </summary>
[Collection(nameof(OwnMemory))]
public sealed class FloodTests(PostgresFixture postgres) : IDisposable
{
    private const string Header = "紹介番号,紹介日,銀行コード,企業名";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task SomeFiles_BrokenAndHostileOnesAmongThem_EveryGoodRowIsLoadedOnce() => FloodAsync(files: 60, TimeSpan.FromMinutes(3));

    [Fact(Explicit = true)]
    public Task ThousandsOfFiles_BrokenAndHostileOnesAmongThem_EveryGoodRowIsLoadedOnce_WithinBounds() => FloodAsync(files: 4_000, TimeSpan.FromMinutes(30));

    private async Task FloodAsync(int files, TimeSpan atMost)
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.publications)");
        var (own, clock) = (Process.GetCurrentProcess().WorkingSet64, Stopwatch.StartNew());
        var refused = Bad().ToList();
        for (var file = 0; file < files; file++)
        {
            RunningWorker.Put(
                _folder,
                $"ledgers/0149/{file:0000}.csv",
                $"{Header}\n{file}-1,2008-05-01,0149,会社{file % 50}\n{file}-2,2008-06-01,0149,会社{file % 50}\n"
            );
            if (file % Math.Max(1, files / refused.Count) == 0 && file / Math.Max(1, files / refused.Count) is var bad && bad < refused.Count)
                Put($"ledgers/0149/{file:0000}{refused[bad].Name}", refused[bad].Bytes);
        }

        var inbox = Path.Combine(_folder.Path, "inbox");
        var (largest, most) = (new ConcurrentDictionary<int, long>(), own);
        await Patience.UntilAsync(
            async () =>
            {
                foreach (var lane in ExtractionLanes.Shared.Processes)
                    largest.AddOrUpdate(lane, PeakOf(lane), (_, known) => Math.Max(known, PeakOf(lane)));
                most = Math.Max(most, Process.GetCurrentProcess().WorkingSet64);
                return !Directory.EnumerateFiles(inbox, "*", SearchOption.AllDirectories).Any()
                    && await worker.AskAsync<bool>($"select count(*) = {files} from audit.batches where state = 'published'");
            },
            () => Task.FromResult(string.Join('\n', Directory.EnumerateFiles(inbox, "*", SearchOption.AllDirectories).Take(10))),
            atMost,
            "an empty inbox"
        );

        var told = string.Create(
            CultureInfo.InvariantCulture,
            $"{files} files and {refused.Count} bad ones in {clock.Elapsed.TotalSeconds:0} s; lanes at most {largest.Values.DefaultIfEmpty().Max() >> 20} MB each ({largest.Count} processes), the worker's process {own >> 20} MB before and {most >> 20} MB at most"
        );
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        Assert.Equal(2 * files, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));
        Assert.Equal(
            2 * files,
            await worker.AskAsync<long>(
                "select count(distinct (b.file_name, r.line)) from mart.fct_referrals r join audit.batches b using (batch_id) where r.published_to = 2147483647"
            )
        );
        Assert.Equal(
            refused.Select(bad => bad.Name).Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(Path.Combine(_folder.Path, "refused"), "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".txt", StringComparison.Ordinal))
                .Select(file => Path.GetFileName(file)[4..])
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from quartz.runs where outcome = 'failed'"));
        Assert.InRange(largest.Values.DefaultIfEmpty().Max(), 1, 900L << 20); // 512 MB of managed memory, and the runtime
        Assert.InRange(most - own, 0, 512L << 20);
    }

    /// <summary>Files that nobody can load.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Bad()
    {
        var book = new Workbook().Of(Header, Workbook.Texts("x,2008-05-01,0149,甲"));
        yield return ("cut.xlsx", book[..(book.Length / 2)]);
        yield return ("cut.csv", Encoding.UTF8.GetBytes($"{Header}\nx,2008-05-01,0149,\"甲"));
        yield return ("noise.csv", [.. Enumerable.Range(0, 4_000).Select(n => (byte)(n * 7919 >> 3))]);
        yield return ("page.csv", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>404</body></html>"));
        yield return ("nobodys.csv", Encoding.UTF8.GetBytes("色,形\n赤,丸\n"));
        yield return (
            "unpacks.xlsx",
            HostileWorkbookTests.WithSheet(stream =>
                HostileWorkbookTests.Repeat(stream, "<row><c t=\"inlineStr\"><is><t>", new string('あ', 16), "</t></is></c></row>", 300 << 20)
            )
        );
        yield return ("rows.xlsx", HostileWorkbookTests.WithSheet(stream => HostileWorkbookTests.Repeat(stream, "", "<row/>", "", 280 << 20)));
        yield return (
            "merges.xlsx",
            HostileWorkbookTests.WithMerges(HostileWorkbookTests.Row(1, Header), Enumerable.Range(1, 100_001).Select(i => $"<mergeCell ref=\"Z{i}:AA{i}\"/>"))
        );
    }

    private void Put(string place, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, "inbox", place);
        File.WriteAllBytes(path + ".part", bytes);
        File.Move(path + ".part", path);
    }

    /// <summary>The most memory that a process has had; 0 where it has ended.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
