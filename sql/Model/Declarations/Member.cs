namespace Analytics.Sql.Model.Declarations;

/// <summary>A member of a slicer: code (as in URLs; <c>unknown</c>, <c>not-applicable</c>, <c>none</c> are reserved) and label.</summary>
public sealed record Member(string Code, Bilingual Label);
