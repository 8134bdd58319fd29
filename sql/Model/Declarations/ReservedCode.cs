namespace Analytics.Sql.Model.Declarations;

/// <summary>Codes with the same meaning and words in every slicer. They sort last in every order.</summary>
public static class ReservedCode
{
    /// <summary>No member of the slicer's dimension, e.g. no cluster.</summary>
    public const string None = "none";

    /// <summary>The ledger names none, or one that cannot be identified.</summary>
    public const string Unknown = "unknown";

    /// <summary>The attribute does not apply to this row.</summary>
    public const string NotApplicable = "not-applicable";

    /// <summary>Next to an answer's top rows: all the other rows, computed as one.</summary>
    public const string Others = "others";

    /// <summary>All reserved codes, in their order.</summary>
    public static readonly IReadOnlyList<string> All = [None, Unknown, NotApplicable, Others];

    /// <summary>0 for a slicer's own code; 1 and above for the reserved ones, in their order.</summary>
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
