using Analytics.Dashboard.Engine;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Sql.Model;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Columns whose loading does not get on.</summary>
public class StuckLoadTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_APublicationThatIsNotHeldForFiveMinutes_IsStuck()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        var clock = new MeasuringClock();
        using var stars = new MemoryStars(star.Warehouse.Reader, ModelCatalog.Load(), 1L << 30, time: clock);
        Assert.Equal((HealthStatus.Healthy, "loading"), await StateAsync());
        clock.Seconds += 301;
        Assert.Equal((HealthStatus.Degraded, "stuck"), await StateAsync());

        await stars.RefreshAsync(Cancellation);
        Assert.Equal((HealthStatus.Healthy, "ready"), await StateAsync());
        clock.Seconds += 100_000;
        Assert.Equal((HealthStatus.Healthy, "ready"), await StateAsync());

        stars.Announce(2);
        clock.Seconds += 299;
        Assert.Equal((HealthStatus.Healthy, "catching-up"), await StateAsync());
        clock.Seconds += 2;
        Assert.Equal((HealthStatus.Degraded, "stuck"), await StateAsync());

        async Task<(HealthStatus, string)> StateAsync()
        {
            var found = await new EngineCheck(stars).CheckHealthAsync(new HealthCheckContext(), Cancellation);
            return (found.Status, (string)found.Data["state"]);
        }
    }

    [Fact]
    public async Task Health_ChangedDeclarationsWhoseColumnsAreNotHeldForFiveMinutes_AreStuck()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        var clock = new MeasuringClock();
        using var stars = new MemoryStars(star.Warehouse.Reader, ModelCatalog.Load(), 1L << 30, time: clock);
        await stars.RefreshAsync(Cancellation);
        clock.Seconds += 100_000;
        Assert.Equal(TimeSpan.Zero, stars.Behind);

        stars.Use(ModelCatalog.Load());
        clock.Seconds += 301;
        Assert.Equal(HealthStatus.Degraded, (await new EngineCheck(stars).CheckHealthAsync(new HealthCheckContext(), Cancellation)).Status);

        await stars.RefreshAsync(Cancellation);
        Assert.Equal(TimeSpan.Zero, stars.Behind);
    }

    [Fact]
    public async Task Load_ThatTheServerDoesNotGetOnWith_EndsInTime()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        using var stars = new MemoryStars(star.Warehouse.Reader, ModelCatalog.Load(), 1L << 30, TimeSpan.FromMilliseconds(500));
        await using var holder = await star.Warehouse.Owner.OpenConnectionAsync(Cancellation);
        await using var held = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("lock table mart.fct_referrals_samples in access exclusive mode", holder))
            await hold.ExecuteNonQueryAsync(Cancellation);

        var late = await Assert.ThrowsAsync<PostgresException>(() => stars.RefreshAsync(Cancellation));
        Assert.Equal(PostgresErrorCodes.QueryCanceled, late.SqlState);

        await held.RollbackAsync(Cancellation);
        await stars.RefreshAsync(Cancellation);
        Assert.Equal(1, Assert.Single(stars.States, state => state.Dataset == "samples").Publication);
    }

    private sealed class MeasuringClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
