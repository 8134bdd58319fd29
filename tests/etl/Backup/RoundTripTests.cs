using Analytics.Etl.Backup;
using Analytics.Etl.Commands;
using Analytics.Sql;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Etl.Backup;

/// <summary>What is saved comes back, row by row and byte by byte, and goes on from there.</summary>
public sealed class RoundTripTests(PostgresFixture postgres, SavedInstallation saved) : IClassFixture<SavedInstallation>
{
    [Fact]
    public async Task Restore_IntoAnEmptyInstallation_GivesAllRowsFilesAndPublicationsBack_AndGoesOn()
    {
        using var restored = await Installation.CreateAsync(postgres);
        Assert.StartsWith($"{saved.File}: saved (publication 4, ", saved.Said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(saved.File));
        Assert.False(File.Exists(saved.File + ".part"));

        var (code, output, error) = await restored.RunAsync("restore", saved.File);

        Assert.True(code == ExitCode.Done, error);
        Assert.StartsWith($"{saved.File}: restored (publication 4, ", output, StringComparison.Ordinal);
        Assert.Equal(saved.State, await restored.StateAsync());
        Assert.False(Directory.Exists(restored.Folder.Restoring));
        // Secrets are the new installation's own.
        Assert.NotEqual(Secret(saved.Original), Secret(restored));
        Assert.Equal("2008: 2(Provisional)\ntotal: 2", await restored.FiguresAsync("referrals", "fiscal_year", publication: 1));
        Assert.Equal("2008: 1\n2009: 2(Provisional)\ntotal: 3", await restored.FiguresAsync("referrals", "fiscal_year"));
        Assert.Equal("1", await restored.ReferralsAsync("osaka"));
        Assert.Equal("3", await restored.QueryAsync("select count(*)::text from reporting.referrals where dataset = 'ledgers'"));
        const string measures = "referrals engagements outcomes";
        Assert.Equal(await saved.Original.FiguresAsync(measures, "fiscal_year", "samples"), await restored.FiguresAsync(measures, "fiscal_year", "samples"));
        Assert.Equal(0, (await restored.RunAsync("check")).Code);

        // What was loaded is known; a new file becomes publication 5, also of a dataset that is made only now.
        var again = await restored.RunAsync("load", "--dataset", "osaka", restored.File(Ledgers.Text(Ledgers.Referral, "1,2010-04-01,0150,難波工業")));
        Assert.Contains("nothing to do", again.Output, StringComparison.Ordinal);
        var more = await restored.RunAsync("load", restored.File(Ledgers.Text(Ledgers.Referral, "6,2009-07-01,0149,浜松電子")));
        Assert.Contains("Publication 5 (", more.Output, StringComparison.Ordinal);
        Assert.Equal("4", await restored.ReferralsAsync());
        await restored.DoAsync("load", "--dataset", "kobe", restored.File(Ledgers.Text(Ledgers.Referral, "1,2011-04-01,0150,灘工業")));
        Assert.Equal("1", await restored.ReferralsAsync("kobe"));
    }

    [Fact]
    public async Task Restore_WhereDataIs_IsRefused_UnlessToldToReplaceIt()
    {
        using var other = await Installation.CreateAsync(postgres);
        await other.DoAsync("load", other.File(Ledgers.Text(Ledgers.Referral, "1,2012-04-01,0149,別会社", "2,2012-04-01,0149,別会社")));
        var before = await other.StateAsync();

        var (code, _, error) = await other.RunAsync("restore", saved.File);
        Assert.Equal((ExitCode.Failed, before), (code, await other.StateAsync()));
        Assert.Contains($"{other.Folder.Path} holds data already. Add --replace", error, StringComparison.Ordinal);

        // A new folder beside a database that holds data.
        using var elsewhere = new Installation(other.Connection);
        Assert.Contains("holds data already. Add --replace", (await elsewhere.RunAsync("restore", saved.File)).Error, StringComparison.Ordinal);
        Assert.Equal((before, ""), (await other.StateAsync(), elsewhere.Files()));

        await other.DoAsync("restore", saved.File, "--replace");
        Assert.Equal(saved.State, await other.StateAsync());
    }

    [Fact]
    public async Task Restore_WhileOthersUseTheDatabase_IsRefusedNamingThem()
    {
        using var target = await Installation.CreateAsync(postgres);
        await using var user = NpgsqlDataSource.Create(target.Connection + ";Application Name=somebody's worker");
        await using var session = await user.OpenConnectionAsync();

        var (code, _, error) = await target.RunAsync("restore", saved.File);

        Assert.Equal((ExitCode.Failed, ""), (code, await target.RowsAsync()));
        Assert.Contains("Other programs use the database (somebody's worker). Stop the product, then restore.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfAnOlderLevel_BringsItUpToThisVersion_WithWhatWasMadeAtRunTime()
    {
        using var old = await Installation.CreateAsync(postgres);
        using var restored = await Installation.CreateAsync(postgres);
        var file = old.Outside("old.backup");
        await using (var owner = NpgsqlDataSource.Create(old.Connection))
        {
            await new Migrator(owner, [.. Migration.Embedded().Take(10)]).MigrateAsync();
            await old.QueryAsync(
                """
                select mart.ensure_dataset('osaka', '大阪', 'Osaka', 'JPY', 4::smallint, false, '台帳', 'Ledgers');
                insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via,
                    received_at, state, published_in)
                values (1, 'osaka', 'target_sheet', 'unstated', 'a.csv', repeat('0', 64), 1, 'csv', 'load', '2013-04-01', 'published', 1);
                insert into audit.publications values (1, '2013-04-01', 1, 1, 0);
                insert into mart.fct_targets (dataset_key, target_id, fiscal_year, measure, region_key, cluster_key, target_value, content_hash, published_from,
                    batch_id, line)
                select dataset_key, 1, 2012, 'referrals', -2, -2, 120, md5('a')::uuid, 1, 1, 2 from mart.dim_dataset where dataset_code = 'osaka';
                set role analytics_loader;
                create table raw.things (id integer generated always as identity primary key, "Größe" numeric(5, 2) not null default 1.5, kinds text[],
                    twice numeric generated always as ("Größe" * 2) stored, check ("Größe" > 0));
                create unique index things_kinds on raw.things (kinds) where kinds is not null;
                create view staging.things as select "Größe" from raw.things;
                insert into raw.things (kinds) values ('{a,b}'), (null);
                """
            );
            await InstallationBackup.SaveAsync(owner, old.Folder, file, TimeProvider.System);
        }

        var (code, output, error) = await restored.RunAsync("restore", file);

        Assert.True(code == ExitCode.Done, error);
        Assert.Contains($"applied {Migration.Embedded()[10].Name}\n", output, StringComparison.Ordinal);
        Assert.Equal($"{Migration.Embedded().Count}", await restored.QueryAsync("select count(*) from audit.migrations"));
        Assert.Equal("2012 120", await restored.QueryAsync("select fiscal_year, target_value from mart.fct_targets"));
        // A later migration gives each dataset that it finds a partition.
        Assert.Equal("0", await restored.QueryAsync("select count(*) from mart.fct_establishments_osaka"));
        await restored.QueryAsync("set role analytics_loader; insert into raw.things (kinds) values ('{c}')");
        Assert.Equal("1 1.50 3.00\n2 1.50 3.00\n3 1.50 3.00", await restored.QueryAsync("select id, \"Größe\", twice from raw.things order by id"));
        Assert.Equal("3", await restored.QueryAsync("select count(*) from staging.things"));
        Assert.Equal("23505", await StateOfAsync("insert into raw.things (kinds) values ('{a,b}')"));
        Assert.Equal("23514", await StateOfAsync("insert into raw.things (\"Größe\") values (0)"));
        Assert.Equal("analytics_loader", await restored.QueryAsync("select pg_get_userbyid(relowner) from pg_class where oid = 'raw.things'::regclass"));

        async Task<string> StateOfAsync(string sql) => (await Assert.ThrowsAsync<PostgresException>(() => restored.QueryAsync(sql))).SqlState;
    }

    [Fact]
    public async Task Backup_IntoTheNameOfSomethingElse_IsRefused_AndAnEarlierBackupIsReplaced()
    {
        using var small = await Installation.CreateAsync(postgres);
        var ledger = small.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"));
        var text = await File.ReadAllTextAsync(ledger);

        Assert.Contains("that is no backup", (await small.RunAsync("backup", ledger)).Error, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(ledger));
        Assert.Equal(ExitCode.Failed, (await small.RunAsync("backup", small.Outside("nowhere/a.backup"))).Code);

        await small.DoAsync("backup", small.Outside("a.backup"));
        await small.DoAsync("load", ledger);
        await small.DoAsync("backup", small.Outside("a.backup"));
        using var backup = BackupFile.Open(small.Outside("a.backup"));
        Assert.Equal(1, backup.Says.Tables.Single(table => table is { Schema: "mart", Name: "fct_referrals_ledgers" }).Rows);
    }

    [Fact]
    public async Task Backup_WhoseArchiveLacksReceivedBytes_SaysSo()
    {
        using var lossy = await Installation.CreateAsync(postgres);
        await lossy.DoAsync("load", lossy.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")));
        var sha = await lossy.QueryAsync("select sha256 from audit.batches");
        File.Delete(Path.Combine(lossy.Folder.Archive, sha[..2], sha));

        var (code, _, error) = await lossy.RunAsync("backup", lossy.Outside("a.backup"));
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("The archive lacks the bytes of loaded files (1)", error, StringComparison.Ordinal);
    }

    static string Secret(Installation installation) => File.ReadAllText(Path.Combine(installation.Folder.Path, "login.key"));
}
