using Analytics.Etl.Extract;
using Analytics.Etl.Load;
using Analytics.Etl.Samples;

namespace Analytics.Benchmarks;

/// <summary>
/// From file to publication: what each part of loading costs, and what a small change costs against a first load (the ratio says whether
/// publication goes by cases or by the whole).
/// </summary>
internal static class LoadBenchmark
{
    public static async Task RunAsync(Bench bench, int referrals)
    {
        var files = Path.Combine(bench.Folder, "files");
        SampleLedgers.Write(referrals, SampleLedgers.DefaultSeed, files);
        var offered = LoadRun.Expand(files).Select(path => new OfferedFile(path, "load", Owner: Path.GetFileName(Path.GetDirectoryName(path)))).ToList();
        var line = new LoadingPipeline(bench.Warehouse.Loader, bench.Warehouse.Folder, TimeProvider.System);

        var rows = 0;
        // The first time each process compiles its code meanwhile; ratios are of the second.
        Bench.Line($"extraction alone, {offered.Count} files, the first time", await Bench.SecondsAsync(Own), rows);
        var extraction = await Bench.SecondsAsync(Own);
        Bench.Line("  again", extraction, rows);
        Bench.Line("the same by processes in two lanes, the first time", await Bench.SecondsAsync(ByProcesses), rows);
        Bench.Line("  again, received and kept", await Bench.SecondsAsync(ByProcesses), rows, extraction);
        var one = offered.MaxBy(file => new FileInfo(file.Path).Length)!;
        var largest = 0;
        var alone = await Bench.SecondsAsync(() => Task.Run(() => largest = Extraction.Open(one.Path, line.Sources).Rows().Count()));
        Bench.Line("  the largest file alone, in this process", alone, largest);
        var lane = await Bench.SecondsAsync(async () => (await line.Reading.ReadAsync(one)).Dispose());
        Bench.Line("  the largest file alone, by a process", lane, largest, alone);

        LoadRunReport? report = null;
        var load = await Bench.SecondsAsync(async () => report = await line.Run.LoadAsync(offered));
        Bench.Line("load: archive, extraction, copy, profile, publication", load, rows, extraction);
        var publication = report!.Publication;
        Bench.Line($"  of it the publication ({publication.RowsOpened:N0} rows opened)", publication.Seconds, publication.RowsOpened, load);

        var again = await Bench.SecondsAsync(() => line.Run.LoadAsync(offered));
        Bench.Line("the same files again: nothing to do", again, against: load);

        var change = Path.Combine(bench.Folder, "change.csv");
        await File.WriteAllTextAsync(
            change,
            "合成データ\n紹介番号,紹介日,銀行コード,企業名,市区町村コード,更新日\nZ-1,2012-05-01,9801,架空の追加株式会社,22130,2012-05-01\n"
        );
        var delta = await Bench.SecondsAsync(async () => report = await line.Run.LoadAsync([new OfferedFile(change, "load", Owner: "9801")]));
        Bench.Line($"one more referral ({report!.Publication.RowsOpened} row opened)", delta, against: load);

        Task Own() => Task.Run(() => rows = offered.Sum(file => Extraction.Open(file.Path, line.Sources).Rows().Count()));

        async Task ByProcesses()
        {
            foreach (var read in await Task.WhenAll(offered.Select(file => line.Reading.ReadAsync(file))))
                read.Dispose();
        }
    }
}
