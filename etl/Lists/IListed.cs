namespace Analytics.Etl.Lists;

/// <summary>A member of a hierarchy as an installation's own list names it.</summary>
public interface IListed
{
    /// <summary>What tells it from all others of its kind.</summary>
    string Key { get; }

    /// <summary>The key of what it lies in; null: it is of the widest level.</summary>
    string? ParentKey { get; }

    string Code { get; }
    string? Parent { get; }
    string Level { get; }

    /// <summary>0 for the widest level.</summary>
    int Rank { get; }

    Bilingual Name { get; }

    /// <summary>Its line in the file.</summary>
    int Line { get; }
}
