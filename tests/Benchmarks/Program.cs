using System.Globalization;
using Analytics.Benchmarks;
using Analytics.Benchmarks.Engine;

// dotnet run -c Release --project tests/Benchmarks [-- REFERRALS]          loading and the pages' questions
// dotnet run -c Release --project tests/Benchmarks -- engine [ROWS …]      the engine against Postgres and DuckDB; 0.5, 5 and 50 million rows unless given
// dotnet run -c Release --project tests/Benchmarks -- extract [ROWS …]     extraction beside the bare parse of the same file; 10,000 to a million
// rows unless given
// dotnet run -c Release --project tests/Benchmarks -- workbooks            reading workbooks, also those formatted to the end of the sheet
// dotnet run -c Release --project tests/Benchmarks -- click [ADDRESS]      a choice on the Overview of the product that runs there (./run), by the
// browser's own counters
// dotnet run -c Release --project tests/Benchmarks -- publish [REFERRALS …] files to a published star, and small changes after it, beside a bare
// copy; 10,000, 100,000 and 1,000,000 unless given
// Prints seconds, rows per second and, since machines differ, the ratios within this one run.
if (args is ["workbooks"])
{
    WorkbookBenchmark.Run(Path.GetTempPath());
    return;
}

if (args is ["extract", .. var ledgers])
{
    await ExtractBenchmark.RunAsync(ledgers is [] ? [10_000, 100_000, 1_000_000] : [.. ledgers.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
    return;
}

if (args is ["click", .. var addresses])
{
    await ClickBenchmark.RunAsync(new Uri(addresses is [var address, ..] ? address : "http://127.0.0.1:5080/"));
    return;
}

if (args is ["publish", .. var referrals])
{
    await PublishBenchmark.RunAsync(
        referrals is [] ? [10_000, 100_000, 1_000_000] : [.. referrals.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]
    );
    return;
}

await using var bench = await Bench.StartAsync();
if (args is ["engine", .. var sizes])
{
    await EngineBenchmark.RunAsync(
        bench,
        sizes is [] ? [500_000, 5_000_000, 50_000_000] : [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]
    );
}
else
{
    await LoadBenchmark.RunAsync(bench, args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 20_000);
    await QuestionBenchmark.RunAsync(bench);
}

Console.WriteLine($"peak memory of this process: {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1_048_576} MB");
