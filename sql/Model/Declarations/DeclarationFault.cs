namespace Analytics.Sql.Model.Declarations;

/// <summary>What is wrong with a declaration: file, line (from 1), why, and what is allowed there. It disables that declaration alone.</summary>
public sealed record DeclarationFault(string File, int Line, Bilingual Reason, IReadOnlyList<string> Allowed)
{
    public override string ToString() => $"{File}:{Line}: {Reason.En}{(Allowed.Count == 0 ? "" : $" Allowed: {string.Join(", ", Allowed)}.")}";
}

internal sealed class DeclarationException(int line, Bilingual reason, IReadOnlyList<string> allowed) : Exception(reason.En)
{
    public int Line { get; } = line;
    public Bilingual Reason { get; } = reason;
    public IReadOnlyList<string> Allowed { get; } = allowed;
}
