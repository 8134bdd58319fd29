namespace Analytics.Etl.Findings;

/// <summary>A file that cannot be read at all, or not to its end: it is refused whole and changes nothing.</summary>
public sealed class FileRefusedException(string rule, Bilingual reason, Bilingual mend, Exception? cause = null) : Exception($"{reason} {mend}", cause)
{
    /// <summary>The code of the rule that it breaks, from <see cref="Rules"/>.</summary>
    public string Rule { get; } = rule;
    public Bilingual Reason { get; } = reason;
    public Bilingual Mend { get; } = mend;

    /// <summary>The sources that it comes near, the nearest first, where it belongs to none for want of a header.</summary>
    public IReadOnlyList<NearSource> Near { get; init; } = [];
}

/// <summary>A source that a file comes near: headers that it does not know, and its columns that the file does not have.</summary>
public sealed record NearSource(string Source, IReadOnlyList<string> UnknownHeaders, IReadOnlyList<string> MissingColumns);
