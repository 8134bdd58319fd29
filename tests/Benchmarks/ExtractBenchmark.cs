using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Samples;
using Analytics.Etl.Sources;
using Sylvan.Data.Csv;

namespace Analytics.Benchmarks;

/// <summary>
/// What a ledger's cells cost beside the bare parse of the same file by Sylvan, which only finds them: in this process, by a lane, and from the lane's rows on
/// disk. Each is the best of three, all in one run. Prints the most memory that the lane ever held, too.
/// </summary>
internal static class ExtractBenchmark
{
    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-benchmark-").FullName;
        try
        {
            var ledger = Ledger(folder);
            // Code that is compiled meanwhile would count against the smallest file.
            var warm = Enlarge(ledger, 10_000, Path.Combine(folder, "warm.csv"));
            foreach (var _ in Enumerable.Range(0, 10))
                Check(Extraction.Open(warm, SourceCatalog.Load()).Rows().Count(), 10_000);
            foreach (var rows in sizes)
                await CompareAsync(Path.Combine(folder, "rows"), Enlarge(ledger, rows, Path.Combine(folder, $"{rows}.csv")), rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(string spool, string path, int rows)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} referrals, {new FileInfo(path).Length / 1e6:0.0} MB"));
        var catalog = SourceCatalog.Load();
        var bare = Best(() => Bare(path), rows);
        Bench.Line("  bare parse (Sylvan)", bare, rows);
        var inside = Best(() => Extraction.Open(path, catalog).Rows().Count(), rows);
        Bench.Line("  extraction in this process", inside, rows, inside / bare);
        using var lanes = new ExtractionLanes(new());
        var start = Stopwatch.StartNew();
        using (var first = await ReadAsync(lanes, path, spool, catalog))
            Check(first.Summary.RowsRead, rows);
        Bench.Line("  extraction by a lane, its first file", start.Elapsed.TotalSeconds, rows, start.Elapsed.TotalSeconds / bare);
        var lane = double.MaxValue;
        for (var turn = 0; turn < 3; turn++)
        {
            var clock = Stopwatch.StartNew();
            using var file = await ReadAsync(lanes, path, spool, catalog);
            lane = Math.Min(lane, clock.Elapsed.TotalSeconds);
            if (turn < 2)
                continue;
            Bench.Line("  extraction by a lane", lane, rows, lane / bare);
            var again = Best(() => file.Rows().Count(), rows);
            Bench.Line("  its rows from disk", again, rows, again / bare);
        }

        Console.WriteLine($"  the lane's memory at most: {lanes.Processes.Max(Peak) >> 20} MB");
    }

    /// <summary>Every cell is looked at, none becomes a text.</summary>
    private static int Bare(string path)
    {
        using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { HasHeaders = false, BufferSize = 1 << 16 });
        var (rows, characters) = (-1, 0L);
        for (; csv.Read(); rows++)
        {
            for (var i = 0; i < csv.RowFieldCount; i++)
                characters += csv.GetFieldSpan(i).Length;
        }

        return characters > 0 ? rows : 0;
    }

    private static double Best(Func<int> read, int rows) =>
        Enumerable
            .Range(0, 3)
            .Min(_ =>
            {
                var clock = Stopwatch.StartNew();
                Check(read(), rows);
                return clock.Elapsed.TotalSeconds;
            });

    private static async Task<ExtractedFile> ReadAsync(ExtractionLanes lanes, string path, string spool, SourceCatalog catalog)
    {
        using var lane = await lanes.EnterAsync();
        return (await lanes.ReadAsync(new(path, null, catalog.Overlay), spool, catalog, _ => Task.FromResult(true)))!;
    }

    private static void Check(int read, int rows)
    {
        if (read != rows)
            throw new InvalidOperationException($"{read} of {rows} rows were read.");
    }

    private static long Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The largest CSV referral ledger of the samples: its header and its rows.</summary>
    private static (string Header, IReadOnlyList<string> Rows) Ledger(string folder)
    {
        SampleLedgers.Write(30_000, SampleLedgers.DefaultSeed, Path.Combine(folder, "samples"));
        var lines = File.ReadAllLines(Path.Combine(folder, "samples", "9801", "紹介台帳_9801_2012年度.csv"));
        var header = lines.Index().First(line => line.Item.StartsWith("紹介番号,", StringComparison.Ordinal)).Index;
        // Neither its total nor rows whose cells hold a comma.
        var rows = lines[(header + 1)..].Where(line => line.StartsWith("20", StringComparison.Ordinal) && !line.Contains('"', StringComparison.Ordinal));
        return (lines[header], [.. rows]);
    }

    /// <summary>The same rows again and again, each time of other referrals and companies.</summary>
    private static string Enlarge((string Header, IReadOnlyList<string> Rows) ledger, int rows, string path)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.WriteLine(ledger.Header);
        for (var i = 0; i < rows; i++)
        {
            var cells = ledger.Rows[i % ledger.Rows.Count].Split(',');
            cells[0] += $"-{i / ledger.Rows.Count}";
            cells[8] = $"{cells[8].Trim('"')}{i / ledger.Rows.Count}";
            writer.WriteLine(string.Join(',', cells));
        }

        return path;
    }
}
