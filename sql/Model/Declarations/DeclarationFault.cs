namespace Analytics.Sql.Model.Declarations;

/// <summary>An error in a declaration: file, line (from 1), reason and allowed values. Only this declaration is disabled.</summary>
public sealed record DeclarationFault(string File, int Line, Bilingual Reason, IReadOnlyList<string> Allowed)
{
    public override string ToString() => $"{File}:{Line}: {Reason.En}{(Allowed.Count == 0 ? "" : $" Allowed: {string.Join(", ", Allowed)}.")}";
}

/// <summary>All errors in one declaration. The caller, which knows the file, adds its name.</summary>
internal sealed class DeclarationException(IReadOnlyList<DeclarationFault> faults) : Exception(string.Join(' ', faults.Select(fault => fault.Reason.En)))
{
    public DeclarationException(int line, Bilingual reason, IReadOnlyList<string> allowed)
        : this([new("", line, reason, allowed)]) { }

    private IReadOnlyList<DeclarationFault> Faults { get; } = faults;

    /// <summary>The errors with the file's name, in line order.</summary>
    public IEnumerable<DeclarationFault> In(string file) => Faults.Select(fault => fault with { File = file }).OrderBy(fault => fault.Line);
}
