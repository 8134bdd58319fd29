using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>What is wrong in one declaration, and what is allowed there. It disables that declaration alone.</summary>
public sealed record SourceFault(string File, int Line, Bilingual Message)
{
    /// <summary>As all kinds of declarations report it; what is allowed stands in the message.</summary>
    public DeclarationFault AsDeclarationFault() => new(File, Line, Message, []);

    public override string ToString() => $"{File}:{Line}: {Message}";
}
