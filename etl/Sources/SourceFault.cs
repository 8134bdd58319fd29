namespace Analytics.Etl.Sources;

/// <summary>What is wrong in one declaration, and what is allowed there. It disables that declaration alone.</summary>
public sealed record SourceFault(string File, int Line, Bilingual Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
