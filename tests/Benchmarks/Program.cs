using System.Globalization;
using Analytics.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks [-- REFERRALS]
// Prints seconds, rows per second and, since machines differ, the ratios within this one run.
var referrals = args is [var given, ..] ? int.Parse(given, CultureInfo.InvariantCulture) : 20_000;
await using var bench = await Bench.StartAsync();
await LoadBenchmark.RunAsync(bench, referrals);
await QuestionBenchmark.RunAsync(bench);
Console.WriteLine($"peak memory of this process: {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1_048_576} MB");
