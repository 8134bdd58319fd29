using System.Diagnostics;
using System.Globalization;

namespace Analytics.Benchmarks.Engine;

/// <summary>
/// The columns in memory against Postgres and DuckDB, on the same rows in one run: whole pages, warmed up, several runs each. Every rival's answer is compared
/// with the others' first.
/// </summary>
internal static class EngineBenchmark
{
    private const int EngineRuns = 40, RivalRuns = 5;

    // What takes long needs no further run to be told from what does not.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(Bench bench, IReadOnlyList<long> sizes)
    {
        var catalog = Page.Catalog(bench.Folder);
        foreach (var (rows, publication) in sizes.Select((rows, index) => (rows, index + 1)))
        {
            FilledStar? star = null;
            var filling = await Bench.SecondsAsync(async () => star = await FilledStar.FillAsync(bench, rows, publication));
            Bench.Line(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} engagements filled in Postgres"), filling, rows);
            await MeasureAsync(bench, catalog, star!);
            await star!.DropAsync(bench);
        }
    }

    private static async Task MeasureAsync(Bench bench, Analytics.Sql.Model.ModelCatalog catalog, FilledStar star)
    {
        using var memory = await MemoryRival.LoadAsync(bench, catalog, star);
        Console.WriteLine(memory.Loading);
        DuckDbRival? duck = null;
        Bench.Line("DuckDB loaded the same rows", await Bench.SecondsAsync(async () => duck = await DuckDbRival.LoadAsync(bench, star)), star.Rows);
        using (duck)
        {
            IRival[] postgres =
            [
                new ModelRival("Postgres, the product's direct path", Analytics.Sql.Model.SemanticModel.Direct(bench.Warehouse.Reader, catalog), star, "postgres"),
                new PostgresRival(bench.Warehouse.Reader, star, 0), new PostgresRival(bench.Warehouse.Reader, star, 2),
            ];
            IRival[] ducks = [duck!, duck!.InOneScan()];
            foreach (var page in Page.All)
            {
                var answer = await memory.Rival.AnswerAsync(page);
                Console.WriteLine($"  {page.Name}: {answer.Engagements:N0} engagements of {answer.Companies:N0} companies");
                var own = await TimesAsync(memory.Rival, page, EngineRuns, answer);
                Say(memory.Rival.Name, own, null);
                foreach (var rivals in new[] { postgres, ducks })
                {
                    foreach (var rival in rivals) Say(rival.Name, await TimesAsync(rival, page, RivalRuns, answer), own);
                }
            }
        }
    }

    private static async Task<List<double>> TimesAsync(IRival rival, Page page, int runs, PageAnswer expected)
    {
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        for (var run = -2; run < runs && (times.Count == 0 || Stopwatch.GetElapsedTime(start) < Enough); run++)
        {
            if (run < 0 && Stopwatch.GetElapsedTime(start) > Enough) continue;
            var clock = Stopwatch.GetTimestamp();
            var answer = await rival.AnswerAsync(page);
            if (run >= 0) times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
            if (answer.ToString() != expected.ToString()) throw new InvalidOperationException($"{rival.Name} on {page.Name}: {answer} where {expected} was expected");
        }

        times.Sort();
        return times;
    }

    private static void Say(string name, List<double> times, List<double>? own) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"    {name,-48} median {Median(times),9:N1} ms   p95 {times[(int)Math.Ceiling(times.Count * 0.95) - 1],9:N1} ms of {times.Count,2}{(own is null ? "" : $"   × {Median(times) / Median(own),8:N1}")}"));

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];
}
