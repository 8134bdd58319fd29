using System.Globalization;
using Analytics.Sql;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>What reading one file may cost. The usual limits hold a ledger of a million rows; a file that needs more is broken or meant to harm.</summary>
public sealed record ExtractionLimits
{
    /// <summary>Bytes of managed memory of the process that reads.</summary>
    public long Memory { get; init; } = 512L << 20;

    /// <summary>
    /// Bytes that the rows of one file may take on disk until they are loaded: a few kilobytes of a workbook can repeat one long text a million
    /// times.
    /// </summary>
    public long Rows { get; init; } = 1L << 30;

    /// <summary>Longest time for a small file.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What each megabyte of the file adds to <see cref="Time"/>.</summary>
    public TimeSpan TimePerMegabyte { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan TimeFor(long bytes) => Time + (TimePerMegabyte * (bytes >> 20));

    /// <summary>The usual limits, or those of <c>Extraction__MemoryMegabytes</c> and <c>Extraction__Seconds</c>.</summary>
    /// <exception cref="RefusalException">One of them is no whole number above 0.</exception>
    public static ExtractionLimits FromEnvironment()
    {
        var usual = new ExtractionLimits();
        return new()
        {
            Memory = Number("Extraction__MemoryMegabytes") is { } megabytes ? megabytes << 20 : usual.Memory,
            Time = Number("Extraction__Seconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.Time,
        };
    }

    static long? Number(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new RefusalException($"{variable}={text}: 1 以上の整数を指定してください。", $"{variable}={text}: a whole number from 1 is allowed.");
    }
}
