using Analytics.Sql;
using Npgsql;

namespace Analytics.Tests.Sql;

public class MigratorTests(PostgresFixture postgres)
{
    private static readonly IReadOnlyList<Migration> Embedded = Migration.Embedded();

    [Fact]
    public async Task Migrate_EmptyDatabase_AppliesAllOnce()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());
        var names = Embedded.Select(migration => migration.Name);

        var first = await new Migrator(owner).MigrateAsync(cancellation: TestContext.Current.CancellationToken);
        var second = await new Migrator(owner).MigrateAsync(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal("0001_roles_and_schemas", first.Applied[0]);
        Assert.Equal(names, first.Applied);
        Assert.Empty(first.AlreadyApplied);
        Assert.Empty(second.Applied);
        Assert.Equal(names, second.AlreadyApplied);
    }

    [Fact]
    public async Task Migrate_FourAtOnce_EachMigrationRunsOnce()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());

        var reports = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => new Migrator(owner).MigrateAsync(cancellation: TestContext.Current.CancellationToken))
        );

        Assert.Single(reports, report => report.Applied.Count == Embedded.Count);
        Assert.Equal(3, reports.Count(report => report.Applied.Count == 0));
    }

    [Fact]
    public async Task Migrate_AppliedMigrationChanged_RefusesNamingItAndAppliesNothing()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());
        var cancellation = TestContext.Current.CancellationToken;
        Migration kept = new(1, "0001_kept", "create table kept (a int)");
        await new Migrator(owner, [kept]).MigrateAsync(cancellation: cancellation);
        Migration next = new(2, "0002_next", "create table public.next (a int)");

        var refusal = await Assert.ThrowsAsync<RefusalException>(() =>
            new Migrator(owner, [kept with { Text = "create table kept (a bigint)" }, next]).MigrateAsync(cancellation: cancellation)
        );

        Assert.Contains("0001_kept", refusal.Reason.En, StringComparison.Ordinal);
        Assert.Contains("0001_kept", refusal.Reason.Ja, StringComparison.Ordinal);
        await using var exists = owner.CreateCommand("select to_regclass('public.next')::text");
        Assert.Equal(DBNull.Value, await exists.ExecuteScalarAsync(cancellation));
    }

    [Fact]
    public async Task Migrate_AppliedMigrationUnknownHere_RefusesAsOlderVersion()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());
        var cancellation = TestContext.Current.CancellationToken;
        IReadOnlyList<Migration> known = [Embedded[0]];
        await new Migrator(owner, [.. known, new(2, "0002_from_the_future", "create table mart.future (a int)")]).MigrateAsync(cancellation: cancellation);

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => new Migrator(owner, known).MigrateAsync(cancellation: cancellation));

        Assert.Contains("0002_from_the_future", refusal.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_OneOfSeveralFails_LeavesTheDatabaseAsItWas()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());
        var cancellation = TestContext.Current.CancellationToken;
        await new Migrator(owner, [Embedded[0]]).MigrateAsync(cancellation: cancellation);
        Migration[] next =
        [
            Embedded[0],
            new(2, "0002_good", "create table mart.good (a int)"),
            new(3, "0003_broken", "create table mart.half (a int); select 1 / 0"),
        ];

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => new Migrator(owner, next).MigrateAsync(cancellation: cancellation));

        Assert.Contains("0003_broken", refusal.Reason.En, StringComparison.Ordinal);
        await using var left = owner.CreateCommand(
            "select coalesce(to_regclass('mart.good'), to_regclass('mart.half')) is null and (select count(*) from audit.migrations) = 1"
        );
        Assert.Equal(true, await left.ExecuteScalarAsync(cancellation));
    }

    [Fact]
    public async Task Migrate_WhatIsToBeDoneBefore_IsDoneOnceAndOnlyWhereSomethingChanges()
    {
        await using var owner = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());
        var cancellation = TestContext.Current.CancellationToken;
        Migration[] all = [Embedded[0], new(2, "0002_good", "create table mart.good (a int)")];
        var asked = 0;

        await new Migrator(owner, [all[0]]).MigrateAsync(Before, cancellation);
        Assert.Equal(0, asked); // a database of nobody yet
        await new Migrator(owner, all).MigrateAsync(Before, cancellation);
        await new Migrator(owner, all).MigrateAsync(Before, cancellation);

        Assert.Equal(1, asked);

        Task Before(CancellationToken _)
        {
            asked++;
            return Task.CompletedTask;
        }
    }
}
