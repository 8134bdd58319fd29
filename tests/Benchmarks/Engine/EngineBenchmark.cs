using System.Diagnostics;
using System.Globalization;

namespace Analytics.Benchmarks.Engine;

/// <summary>
/// The columns in memory against Postgres and DuckDB, on the same rows in one run: whole pages, warmed up, several runs each. Every rival's answer is compared
/// with the others' first.
/// </summary>
internal static class EngineBenchmark
{
    // The runtime compiles what runs often a second time, which takes it a hundred pages.
    private static readonly (int Warming, int Measured) Engine = (100, 100),
        Rival = (2, 5);

    // What takes long needs no warming and no further run to be told from what does not.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    // What would take longer, by what it took of fewer rows, is left out and said so.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Milliseconds per row of each rival and page, of the size before.
    private static readonly Dictionary<(string Rival, string Page), double> Pace = [];

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

    private static async Task MeasureAsync(Bench bench, Analytics.Sql.Model.Declarations.ModelCatalog catalog, FilledStar star)
    {
        await using var patient = Npgsql.NpgsqlDataSource.Create(bench.Warehouse.ReaderConnection + ";Command Timeout=0");
        using var memory = await MemoryRival.LoadAsync(bench, catalog, star);
        Console.WriteLine(memory.Loading);
        DuckDbRival? duck = null;
        Bench.Line("DuckDB loaded the same rows", await Bench.SecondsAsync(async () => duck = await DuckDbRival.LoadAsync(bench, star)), star.Rows);
        using (duck)
        {
            IRival[] postgres =
            [
                new ModelRival("Postgres, the product's direct path", Analytics.Sql.Model.SemanticModel.Direct(patient, catalog), star, "postgres"),
                new PostgresRival(bench.Warehouse.Reader, star, 0),
                new PostgresRival(bench.Warehouse.Reader, star, 2),
            ];
            IRival[] ducks = [duck!, duck!.InOneScan()];
            foreach (var page in Page.All)
            {
                var answer = await memory.Rival.AnswerAsync(page);
                Console.WriteLine($"  {page.Name}: {answer.Engagements:N0} engagements of {answer.Companies:N0} companies");
                var own = await TimesAsync(memory.Rival, page, Engine, answer);
                Say(memory.Rival.Name, own, null);
                foreach (var rivals in new[] { postgres, ducks })
                {
                    foreach (var rival in rivals)
                    {
                        if (Pace.TryGetValue((rival.Name, page.Name), out var pace) && pace * star.Rows > Patience.TotalMilliseconds)
                        {
                            Console.WriteLine(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"    {rival.Name, -48} left out: it would take about {pace * star.Rows / 60_000:N0} minutes"
                                )
                            );
                            continue;
                        }

                        var times = await TimesAsync(rival, page, Rival, answer);
                        Pace[(rival.Name, page.Name)] = Median(times) / star.Rows;
                        Say(rival.Name, times, own);
                    }
                }
            }
        }
    }

    private static async Task<List<double>> TimesAsync(IRival rival, Page page, (int Warming, int Measured) runs, PageAnswer expected)
    {
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        for (var run = -runs.Warming; run < runs.Measured && (times.Count == 0 || Stopwatch.GetElapsedTime(start) < Enough); run++)
        {
            var clock = Stopwatch.GetTimestamp();
            if (run == 0 && times.Count == 0)
                start = clock;
            var answer = await rival.AnswerAsync(page);
            var took = Stopwatch.GetElapsedTime(clock);
            if (run >= 0 || took > Enough)
                times.Add(took.TotalMilliseconds);
            if (answer.ToString() != expected.ToString())
                throw new InvalidOperationException($"{rival.Name} on {page.Name}: {answer} where {expected} was expected");
        }

        times.Sort();
        return times;
    }

    private static void Say(string name, List<double> times, List<double>? own) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"    {name, -48} median {Median(times), 9:N1} ms   p95 {times[(int)Math.Ceiling(times.Count * 0.95) - 1], 9:N1} ms of {times.Count, 2}{(own is null ? "" : $"   × {Median(times) / Median(own), 8:N1}")}"
            )
        );

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];
}
