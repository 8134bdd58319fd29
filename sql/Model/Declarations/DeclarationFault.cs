namespace Analytics.Sql.Model.Declarations;

/// <summary>What is wrong with a declaration: file, line (from 1), why, and what is allowed there. It disables that declaration alone.</summary>
public sealed record DeclarationFault(string File, int Line, Bilingual Reason, IReadOnlyList<string> Allowed)
{
    public override string ToString() => $"{File}:{Line}: {Reason.En}{(Allowed.Count == 0 ? "" : $" Allowed: {string.Join(", ", Allowed)}.")}";
}

/// <summary>All that is wrong with one declaration. Whoever knows its file names it.</summary>
internal sealed class DeclarationException(IReadOnlyList<DeclarationFault> faults) : Exception(string.Join(' ', faults.Select(fault => fault.Reason.En)))
{
    public DeclarationException(int line, Bilingual reason, IReadOnlyList<string> allowed)
        : this([new("", line, reason, allowed)]) { }

    private IReadOnlyList<DeclarationFault> Faults { get; } = faults;

    /// <summary>As they stand in that file, in the order of their lines.</summary>
    public IEnumerable<DeclarationFault> In(string file) => Faults.Select(fault => fault with { File = file }).OrderBy(fault => fault.Line);
}
