using System.Diagnostics;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Jobs;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Extract;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>The inbox of a data folder on a small disk of its own.</summary>
public class InboxDiskTests(PostgresFixture postgres)
{
    [Fact]
    public async Task FileWhoseRowsWouldTouchTheReserve_KeepsNoOtherFromLoading_AndIsToldOfAfterwards()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small disk needs root.");
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        using var disk = new TemporaryFolder();
        await CallAsync("mount", "-t", "tmpfs", "-o", "size=600m,mode=0755", "tmpfs", disk.Path); // of which 512 are the reserve
        try
        {
            var folder = DataFolder.Resolve(disk.Path);
            using var lanes = new ExtractionLanes(new());
            using var readings = new InboxReadings(TimeProvider.System);
            var line = new LoadingPipeline(ledgers.Warehouse.Loader, folder, TimeProvider.System, lanes);
            var inbox = new Inbox(folder, TimeProvider.System, TimeSpan.Zero);
            var small = RunningWorker.Put(disk, "ledgers/0149/a.csv", Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"));
            // Some kilobytes whose rows are 160 MB.
            var rows = Enumerable
                .Range(1, 20_000)
                .Select(n => (IReadOnlyList<Workbook.Cell>)[Workbook.Number($"{n}"), .. Workbook.Texts("2008-04-01,0149,遠州光学"), Workbook.SharedText(0)]);
            File.WriteAllBytes(
                Path.Combine(Path.GetDirectoryName(small)!, "b.xlsx"),
                new Workbook { Shared = [new('あ', 4_000)] }.Of("紹介番号,紹介日,銀行コード,企業名,技術ニーズ", [.. rows])
            );

            IReadOnlyList<InboxReading> done = [];
            await Patience.UntilAsync(async () => (done = await TakeAsync()) is not []);
            var read = Assert.Single(done);
            Assert.Equal(small, read.Seen.Path);
            await line.Run.LoadAsync([read.Read]);
            inbox.Take(read.Seen);

            Exception? told = null;
            await Patience.UntilAsync(async () => (told = await Record.ExceptionAsync(TakeAsync)) is not null);
            Assert.IsType<DiskReserveException>(told);
            Assert.Equal("1", await ledgers.TotalAsync("referrals"));
            Assert.True(DiskSpace.Of(folder).FreeBytes > 590L << 20); // nothing is left of what was read

            async Task<IReadOnlyList<InboxReading>> TakeAsync() =>
                await readings.TakeAsync(
                    line,
                    inbox,
                    (await inbox.LookAsync()).Complete,
                    [],
                    new Progress<ReadingProgress>(),
                    TestContext.Current.CancellationToken
                );
        }
        finally
        {
            await CallAsync("umount", "--lazy", disk.Path); // a reading that broke off may still hold a file
        }
    }

    private static async Task CallAsync(params string[] line)
    {
        using var called = Process.Start(line[0], line[1..]);
        await Patience.EndAsync(called);
        Assert.Equal(0, called.ExitCode);
    }
}
