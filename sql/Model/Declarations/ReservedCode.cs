namespace Analytics.Sql.Model.Declarations;

/// <summary>Codes that mean the same in every slicer, and their words. In every order they come last.</summary>
public static class ReservedCode
{
    /// <summary>No member of the slicer's dimension, e.g. no cluster.</summary>
    public const string None = "none";

    /// <summary>The ledger names none, or one that nobody knows.</summary>
    public const string Unknown = "unknown";

    /// <summary>The question does not arise for this row.</summary>
    public const string NotApplicable = "not-applicable";

    /// <summary>Beside the top rows of an answer: all that they leave out, computed as one.</summary>
    public const string Others = "others";

    /// <summary>All of them, in their order.</summary>
    public static readonly IReadOnlyList<string> All = [None, Unknown, NotApplicable, Others];

    /// <summary>0 for a code of the slicer's own; 1 and more for the reserved ones, in their order.</summary>
    internal static int Rank(string code) =>
        code switch
        {
            None => 1,
            Unknown => 2,
            NotApplicable => 3,
            Others => 4,
            _ => 0,
        };

    internal static Bilingual? LabelOf(string code) =>
        code switch
        {
            None => new("なし", "None"),
            Unknown => new("不明", "Unknown"),
            NotApplicable => new("該当なし", "Not applicable"),
            Others => new("その他", "Others"),
            _ => null,
        };
}
