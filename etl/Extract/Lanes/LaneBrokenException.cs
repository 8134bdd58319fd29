namespace Analytics.Etl.Extract.Lanes;

/// <summary>The process that read a file broke off: over its memory or its time, ended from outside, or by a fault of the product.</summary>
public sealed class LaneBrokenException(Bilingual reason, string? details = null) : Exception(details is null ? reason.En : $"{reason.En} {details}")
{
    /// <summary>Why, as a part of a sentence.</summary>
    public Bilingual Reason { get; } = reason;
}
