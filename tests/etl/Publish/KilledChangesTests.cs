using System.Diagnostics;
using Analytics.Etl.Sources;
using Analytics.Tests.Etl.Backup;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Etl.Publish;

/// <summary>
/// A load or a withdrawal that is killed leaves the star of before, and the next publication gives that of one that nobody disturbed; a reload is one
/// with its publication, and not done.
/// </summary>
public sealed class KilledChangesTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    const int Moments = 12;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Changes => ["load", "withdraw", "reload"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_KilledWhileItPublishes_IsShownByTheNextPublication_AReloadIsNotDone(string change)
    {
        using var undisturbed = await LoadedAsync();
        await undisturbed.DoAsync(Command(undisturbed, change));
        using var killed = await LoadedAsync();
        var before = await StarAsync(killed);

        // It is made, and works its publication out; somebody keeps it from writing that down.
        await using (var source = NpgsqlDataSource.Create(killed.Connection + ";Pooling=false"))
        await using (var hold = await source.OpenConnectionAsync(Cancellation))
        {
            await using var transaction = await hold.BeginTransactionAsync(Cancellation);
            await using (var take = new NpgsqlCommand("lock table audit.publication_datasets in exclusive mode", hold))
                await take.ExecuteNonQueryAsync(Cancellation);
            using var process = killed.Start(Command(killed, change));
            await Patience.UntilAsync(async () =>
            {
                Assert.False(process.HasExited, "It ended before it was killed.");
                return await killed.QueryAsync(
                        "select exists (select from pg_locks where not granted and relation = 'audit.publication_datasets'::regclass and database = (select oid from pg_database where datname = current_database()))"
                    ) == "True";
            });
            process.Kill();
            await Patience.EndAsync(process);
            Assert.Equal(before, await StarAsync(killed));
        }

        await killed.DoAsync("load", killed.File(First)); // there already, so it brings nothing itself
        if (change == "reload")
        {
            Assert.Equal(before, await StarAsync(killed));
            await killed.DoAsync(Command(killed, change));
        }

        Assert.Equal(await StarAsync(undisturbed), await StarAsync(killed));
        Assert.NotEqual(before, await StarAsync(killed));
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Changes))]
    public async Task Change_KilledAtAnyMoment_IsDoneOrNotDone(string change)
    {
        using var installation = await LoadedAsync();
        var before = await StarAsync(installation);
        var clock = Stopwatch.StartNew();
        using (var undisturbed = installation.Start(Command(installation, change)))
            await Patience.EndAsync(undisturbed);
        var (whole, after, kills) = (clock.Elapsed, await StarAsync(installation), 0);
        for (var moment = 1; moment <= Moments; moment++)
        {
            using var again = await LoadedAsync();
            using var process = again.Start(Command(again, change));
            await Task.Delay(whole * moment / Moments, Cancellation);
            kills += process.HasExited ? 0 : 1;
            process.Kill();
            await Patience.EndAsync(process);

            await again.DoAsync("load", again.File(First));
            var left = await StarAsync(again);
            Assert.True(left.SequenceEqual(before) || left.SequenceEqual(after), $"Moment {moment} leaves something else.");
            if (left.SequenceEqual(before))
                await again.DoAsync(Command(again, change));
            Assert.Equal(after, await StarAsync(again));
        }

        Assert.InRange(kills, Moments / 2, Moments);
    }

    const string First = "紹介番号,紹介日,銀行コード,企業名,状況\n1,2008-04-01,0149,遠州光学,受付\n2,2008-04-02,0149,駿河食品,受付\n";

    const string Second = "紹介番号,紹介日,銀行コード,企業名,状況,ハイテク分野\n2,2008-04-02,0149,駿河食品,対応中,食品\n3,2008-05-01,0149,伊豆製薬,受付,薬\n";

    const string Third = "紹介番号,紹介日,銀行コード,企業名,状況\n1,2008-04-01,0149,遠州光学,完了\n4,2008-06-01,0149,沼津精機,受付\n";

    static string[] Command(Installation installation, string change) =>
        change switch
        {
            "load" => [change, installation.File(Third)],
            "withdraw" => [change, "--batch", "2", "--why", "x"],
            _ => [change, "--batch", "2"],
        };

    /// <summary>An installation of one's own with two files, of which the second reads otherwise under the declaration of today.</summary>
    async Task<Installation> LoadedAsync() => await (await shared.OfAsync(OriginalAsync)).CopyAsync(postgres);

    static async Task<Installation> OriginalAsync(PostgresFixture postgres)
    {
        var installation = await Installation.CreateAsync(postgres);
        await installation.DoAsync("load", installation.File(First));
        await installation.DoAsync("load", installation.File(Second));
        OwnAliases.Accept(installation.Folder, "referral_ledger", new Dictionary<string, string> { ["ハイテク分野"] = "technology_field" });
        return installation;
    }

    static async Task<IReadOnlyList<string>> StarAsync(Installation installation)
    {
        await using var source = NpgsqlDataSource.Create(installation.Connection + ";Pooling=false");
        return await StarRows.ReadAsync(source, Cancellation);
    }
}
