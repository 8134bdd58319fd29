namespace Analytics.Tests.Etl.Jobs;

/// <summary>Does something at the moment when somebody begins to wait, and ends the waiting at once.</summary>
internal sealed class Meanwhile(Action act, Action<TimeSpan>? waits = null) : TimeProvider
{
    public DateTimeOffset? Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        act();
        waits?.Invoke(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
