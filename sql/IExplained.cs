namespace Analytics.Sql;

/// <summary>A failure that brings the words which people are told.</summary>
public interface IExplained
{
    /// <summary>What happened and how to mend it; no row's text.</summary>
    Bilingual Reason { get; }
}
