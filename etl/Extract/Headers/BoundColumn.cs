using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Headers;

/// <summary>One column of a file tied to a column of its source, or to none.</summary>
/// <param name="Index">Its place in the file, from 0.</param>
/// <param name="Header">As the file has it; a made-up one (列5) where it is blank.</param>
/// <param name="Column">Null: unknown to the source.</param>
/// <param name="IsHeaded">Its header is not blank.</param>
/// <param name="Unit">The unit of money that the header states.</param>
/// <param name="StrangeUnit">A unit of money in the header that the source's currency does not have: plain numbers below it mean nothing.</param>
sealed record BoundColumn(
    int Index,
    string Header,
    SourceColumn? Column,
    bool IsHeaded,
    MoneyUnit? Unit = null,
    bool IsCumulative = false,
    string? StrangeUnit = null
);
