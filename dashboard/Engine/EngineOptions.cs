using Analytics.Sql;

namespace Analytics.Dashboard.Engine;

/// <summary>Settings of the in-memory engine, section <c>Engine</c>.</summary>
internal sealed record EngineOptions
{
    public const string Section = "Engine";

    /// <summary>False sends every question to Postgres.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Memory limit for loading and holding columns; null: half of this process's limit.</summary>
    public long? MemoryMegabytes { get; init; }

    public long MostBytes => MemoryMegabytes is { } megabytes ? megabytes << 20 : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <exception cref="RefusalException">A setting is invalid.</exception>
    public static EngineOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var (enabled, megabytes) = (section[nameof(Enabled)], section[nameof(MemoryMegabytes)]);
        var faults = new List<Bilingual>();
        if (enabled is not null && !bool.TryParse(enabled, out _))
        {
            faults.Add(
                new($"{Section}:{nameof(Enabled)} は true か false です（「{enabled}」）。", $"{Section}:{nameof(Enabled)} is true or false, not '{enabled}'.")
            );
        }

        if (megabytes is not null && (!long.TryParse(megabytes, out var number) || number is < 1 or > 1L << 30))
        {
            faults.Add(
                new(
                    $"{Section}:{nameof(MemoryMegabytes)} は1以上の整数です（「{megabytes}」）。",
                    $"{Section}:{nameof(MemoryMegabytes)} is a whole number from 1 on, not '{megabytes}'."
                )
            );
        }

        return faults.Count > 0
            ? throw new RefusalException(string.Join(' ', faults.Select(f => f.Ja)), string.Join(' ', faults.Select(f => f.En)))
            : new EngineOptions
            {
                Enabled = enabled is null || bool.Parse(enabled),
                MemoryMegabytes = megabytes is null ? null : long.Parse(megabytes, System.Globalization.CultureInfo.InvariantCulture),
            };
    }
}
