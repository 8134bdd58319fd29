using System.Diagnostics;
using System.Globalization;
using Analytics.Etl.Load;
using Npgsql;
using Sylvan.Data.Csv;

namespace Analytics.Benchmarks;

/// <summary>
/// From three files (referrals, six tenths as many engagements, four tenths as many outcomes) to the published star, beside the bare copy of the same
/// rows into untyped tables, all in one run: a first load, one corrected
/// row, a revision of a hundredth; the memory of this process and the size of the data folder. Once for each size, so that it shows how each grows.
/// </summary>
internal static class PublishBenchmark
{
    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        foreach (var size in sizes)
        {
            await using var bench = await Bench.StartAsync();
            await CompareAsync(bench, size);
        }
    }

    private static async Task CompareAsync(Bench bench, int referrals)
    {
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "files")).FullName;
        var files = BigLedgers.Write(folder, referrals);
        var (rows, bytes) = (2 * referrals, files.Sum(file => new FileInfo(file).Length));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{referrals:N0} referrals, {0.6 * referrals:N0} engagements, {0.4 * referrals:N0} outcomes: {bytes / 1e6:0.0} MB"
            )
        );
        var copy = await Bench.SecondsAsync(() => CopyAsync(bench, files));
        Bench.Line("  copy into untyped tables", copy, rows);
        if (await PgloaderAsync(bench, files) is { } pgloader)
            Bench.Line("  pgloader into untyped tables", pgloader, rows, copy);
        await using (var drop = bench.Warehouse.Owner.CreateCommand("drop table if exists raw.plain0, raw.plain1, raw.plain2"))
            await drop.ExecuteNonQueryAsync();

        var line = new LoadingPipeline(bench.Warehouse.Loader, bench.Warehouse.Folder, TimeProvider.System);
        LoadRunReport? report = null;
        var load = await Bench.SecondsAsync(async () =>
            report = await line.Run.LoadAsync([.. files.Select(file => new OfferedFile(file, "load", Owner: "9801"))])
        );
        Bench.Line($"  files to published star ({report!.Publication.RowsOpened:N0} rows opened, {report.RowsRejected:N0} rejected)", load, rows, copy);
        Bench.Line("    of it the publication", report.Publication.Seconds, rows, copy);
        await ChangeAsync("one corrected row", BigLedgers.Correction(folder, referrals, 1), against: null);
        await ChangeAsync("a second one", BigLedgers.Correction(folder, referrals, 1, first: 7), against: null);
        await ChangeAsync("a revision of a hundredth of the referrals", BigLedgers.Correction(folder, referrals, referrals / 100, first: 100), load);
        Console.WriteLine(
            $"  data folder: × {Size(bench.Folder, folder) / (double)bytes:0.0} of the files; this process at most {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"
        );

        async Task ChangeAsync(string what, string file, double? against)
        {
            var seconds = await Bench.SecondsAsync(async () => report = await line.Run.LoadAsync([new OfferedFile(file, "load", Owner: "9801")]));
            Bench.Line($"  {what} ({report!.Publication.RowsOpened:N0} opened; publication {report.Publication.Seconds:0.000} s)", seconds, against: against);
        }
    }

    /// <summary>The file's text as it is, into columns of text, as anybody would with psql.</summary>
    private static async Task CopyAsync(Bench bench, IReadOnlyList<string> files)
    {
        var to = new NpgsqlConnectionStringBuilder(bench.Warehouse.Server!.ConnectionString("analytics"));
        foreach (var (place, file) in files.Index())
        {
            using var header = CsvDataReader.Create(file);
            var start = new ProcessStartInfo(
                "psql",
                [
                    "--quiet",
                    "--no-psqlrc",
                    "--host",
                    to.Host!,
                    "--port",
                    $"{to.Port}",
                    "--username",
                    to.Username!,
                    "--dbname",
                    to.Database!,
                    "--command",
                    $"create table raw.plain{place} ({string.Join(", ", Enumerable.Range(0, header.FieldCount).Select(i => $"c{i} text"))})",
                    "--command",
                    $"\\copy raw.plain{place} from '{file}' csv header",
                ]
            );
            start.Environment["PGPASSWORD"] = to.Password;
            await EndAsync(start);
        }
    }

    private static async Task EndAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}.");
    }

    /// <summary>Null where pgloader is not installed.</summary>
    private static async Task<double?> PgloaderAsync(Bench bench, IReadOnlyList<string> files)
    {
        if (!File.Exists("/usr/bin/pgloader"))
            return null;
        var to = new NpgsqlConnectionStringBuilder(bench.Warehouse.Server!.ConnectionString("analytics"));
        var clock = Stopwatch.StartNew();
        foreach (var (place, file) in files.Index())
        {
            string columns;
            using (var header = CsvDataReader.Create(file))
                columns = string.Join(", ", Enumerable.Range(0, header.FieldCount).Select(i => $"c{i}"));
            var script = Path.Combine(bench.Folder, $"plain{place}.load");
            await File.WriteAllTextAsync(
                script,
                $"""
                load csv from '{file}' ({columns})
                into postgresql://{Uri.EscapeDataString(to.Username!)}:{Uri.EscapeDataString(to.Password!)}@{to.Host}:{to.Port}/{to.Database}
                target table raw.plain{place} ({columns})
                with truncate, skip header = 1, fields terminated by ',';
                """
            );
            await EndAsync(new("/usr/bin/pgloader", ["--log-min-messages", "fatal", "--client-min-messages", "fatal", script]));
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static long Size(string folder, string without) =>
        new DirectoryInfo(folder)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.StartsWith(without, StringComparison.Ordinal))
            .Sum(file => file.Length);
}
