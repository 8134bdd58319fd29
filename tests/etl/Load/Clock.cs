namespace Analytics.Tests.Etl.Load;

/// <summary>A clock that stands still until it is set: by it files are received.</summary>
sealed class Clock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
