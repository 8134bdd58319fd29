using Analytics.Etl.Backup;
using Analytics.Etl.Commands;
using Analytics.Tests.Etl.Hosting;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Backup;

/// <summary>Backups of an installation that works meanwhile.</summary>
public sealed class RunningBackupTests(PostgresFixture postgres)
{
    const int Files = 5,
        Rows = 100;

    [Fact]
    public async Task Backup_WhileFilesAreLoaded_IsOneMomentOfTheInstallation_FromWhichLoadingGoesOn()
    {
        using var busy = await Installation.CreateAsync(postgres);
        await busy.DoAsync("migrate");
        var files = Enumerable
            .Range(0, Files)
            .Select(file => Enumerable.Range(0, Rows).Select(row => $"{file}-{row},2008-05-01,0149,会社{row}"))
            .Select(rows => busy.File(Ledgers.Text(Ledgers.Referral, [.. rows])))
            .ToList();
        var backups = new List<string>();

        var loading = Task.Run(async () =>
        {
            foreach (var file in files)
                await busy.DoAsync("load", file);
        });
        while (!loading.IsCompleted)
        {
            backups.Add(busy.Outside($"{backups.Count}.backup"));
            await busy.DoAsync("backup", backups[^1]);
        }

        await loading;
        Assert.Equal($"{Files * Rows}", await busy.ReferralsAsync());
        Assert.InRange(backups.Count, 2, int.MaxValue);
        foreach (var backup in new[] { backups[0], backups[backups.Count / 2] })
        {
            using var restored = await Installation.CreateAsync(postgres);
            await restored.DoAsync("restore", backup);

            // Each file is there as a whole, with its bytes, or not at all.
            Assert.Equal(
                "true",
                (
                    await restored.QueryAsync(
                        $"""
                        select coalesce(sum(rows_loaded) filter (where state = 'published'), 0) = (select count(*) from mart.fct_referrals where published_to = 2147483647)
                            and coalesce(bool_and(rows_loaded = {Rows}), true)
                        from audit.batches
                        """
                    )
                ).ToLowerInvariant()
            );
            var contents = (await restored.QueryAsync("select sha256 from audit.batches")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.All(contents, sha => Assert.True(File.Exists(Path.Combine(restored.Folder.Archive, sha[..2], sha))));
            Assert.Equal(0, (await restored.RunAsync("check")).Code);
            await restored.DoAsync(["load", .. files]);
            Assert.Equal($"{Files * Rows}", await restored.ReferralsAsync());
        }
    }

    [Fact]
    public async Task Backup_OfTheRunningProduct_ComesBackIntoTheDefaultServerOfAnotherFolder()
    {
        using var product = new RunningProduct();
        var moved = Temporary.Folder("analytics-moved-");
        var file = Path.Combine(moved, "whole.backup");
        try
        {
            var running = await product.StartAsync();
            var ledger = Path.Combine(product.Folder, "inbox", "ledgers", "0149", "a.csv");
            Directory.CreateDirectory(Path.GetDirectoryName(ledger)!);
            await File.WriteAllTextAsync(ledger + ".part", Ledgers.Text(Ledgers.Referral, "1,2008-05-01,0149,甲"));
            File.Move(ledger + ".part", ledger);
            await product.UntilAsync(async () => await product.CountAsync("select count(*) from mart.fct_referrals") == 1, running);

            Assert.Equal(ExitCode.Done, (await RunAsync("backup", file, "--data", product.Folder)).Code);
            Assert.True(await product.AnswersAsync());
            var (refused, _, error) = await RunAsync("restore", file, "--replace", "--data", product.Folder);
            Assert.Equal(ExitCode.Failed, refused);
            Assert.Contains("Stop the product, then restore.", error, StringComparison.Ordinal);
            await product.Stop.CancelAsync();
            Assert.Equal(ExitCode.Done, await running);

            var data = Path.Combine(moved, "data");
            Assert.Equal(ExitCode.Done, (await RunAsync("restore", file, "--data", data)).Code);
            var (code, status, _) = await RunAsync("status", "--data", data);
            Assert.Equal(ExitCode.Done, code);
            Assert.Contains("ledgers: through 2008-05-01, 1 record used", status, StringComparison.Ordinal);
            // The scheduler's own tables came along, with the run that loaded the file.
            using var backup = BackupFile.Open(file);
            Assert.InRange(backup.Says.Tables.Single(table => table is { Schema: "quartz", Name: "qrtz_job_details" }).Rows, 1, 100);
        }
        finally
        {
            Directory.Delete(moved, recursive: true);
        }
    }

    static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
