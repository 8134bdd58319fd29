using Analytics.Dashboard.Engine;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// What has changed reaches the columns late: after a newer publication, unannounced, or not in the time that the server has for it. The figures are
/// right in the end.
/// </summary>
public class LateDeltaTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // One referral in publication 1, two more in each of 2 and 3, an outcome in 4: 1, 3, 5 and 5 with one outcome.
    [Fact]
    public async Task Publication_AnnouncedAfterANewerOne_TakesNothingBack()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        using var stars = new MemoryStars(star.Warehouse.Reader, ModelCatalog.Load(), 1L << 30);
        await stars.RefreshAsync(Cancellation);
        Assert.Equal((1m, 0m, "memory", 1), await FiguresAsync(star, stars));

        // 3 is announced before 2: both come in one delta.
        await AddTwoAsync(star, 2009);
        await AddTwoAsync(star, 2010);
        stars.Announce(3);
        Assert.Equal((5m, 0m, "postgres", 3), await FiguresAsync(star, stars));
        await stars.RefreshAsync(Cancellation);
        Assert.Equal((5m, 0m, "memory", 3), await FiguresAsync(star, stars));
        Assert.True(stars.States.Single(s => s.Dataset == "samples").WasDelta);

        // 2 is announced at last: it is held long since.
        stars.Announce(2);
        await stars.RefreshAsync(Cancellation);
        Assert.Equal((5m, 0m, "memory", 3), await FiguresAsync(star, stars));
        Assert.Equal(3, stars.Newest);

        // 4 is announced by nobody: the next look finds it.
        await star.OutcomeAsync(20100601, "prototype");
        await star.PublishAsync();
        await stars.RefreshAsync(Cancellation);
        Assert.Equal((5m, 1m, "memory", 4), await FiguresAsync(star, stars));
    }

    // One referral is held; the delta that brings two more waits for a lock until its time is up. Then all three are read whole.
    [Fact]
    public async Task Delta_ThatIsNotFoundInTime_IsReadAnewWhole()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        using var stars = new MemoryStars(star.Warehouse.Reader, ModelCatalog.Load(), 1L << 30, TimeSpan.FromSeconds(2));
        await stars.RefreshAsync(Cancellation);
        await AddTwoAsync(star, 2009);
        stars.Announce(2);

        await using var holder = await star.Warehouse.Owner.OpenConnectionAsync(Cancellation);
        await using var held = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("lock table mart.fct_referrals_samples in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Cancellation);
        var refresh = stars.RefreshAsync(Cancellation);
        var first = await WaitingSinceAsync(star, known: null);
        await WaitingSinceAsync(star, known: first); // the delta has given up, and another statement waits
        await held.RollbackAsync(Cancellation);
        await refresh;

        var state = stars.States.Single(s => s.Dataset == "samples");
        Assert.Equal((2, 3L, false), (state.Publication, state.RowsRead, state.WasDelta));
        Assert.Equal((3m, 0m, "memory", 2), await FiguresAsync(star, stars));
    }

    private static async Task AddTwoAsync(Star star, int year)
    {
        await star.ReferralAsync(year * 10000 + 501);
        await star.ReferralAsync(year * 10000 + 601, region: "22203");
        await star.PublishAsync();
    }

    private static async Task<(decimal? Referrals, decimal? Outcomes, string Engine, int Publication)> FiguresAsync(Star star, MemoryStars stars)
    {
        var catalog = ModelCatalog.Load();
        var model = new SemanticModel(catalog, new PostgresStars(star.Warehouse.Reader, catalog), stars);
        var answer = await model.AnswerAsync(BothEngines.Query("referrals outcomes"), Cancellation);
        return (answer.Totals[0].Value, answer.Totals[1].Value ?? 0, answer.Trace.Engine, answer.Publication);
    }

    /// <summary>When the statement began that now waits for the table; another one than <paramref name="known"/>.</summary>
    private static async Task<DateTime> WaitingSinceAsync(Star star, DateTime? known)
    {
        while (true)
        {
            var since = await star.ScalarAsync(
                "select max(a.query_start) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and l.relation = 'mart.fct_referrals_samples'::regclass"
            );
            if (since is DateTime found && found != known)
                return found;
            await Task.Delay(20, Cancellation);
        }
    }
}
