namespace Analytics.Sql.Audit;

/// <summary>The rules by which cells of a file become rows.</summary>
public static class ReadingRules
{
    /// <summary>
    /// Raised whenever the same bytes would become other rows. Files that were read under a lower one keep their rows until they are read again.
    /// </summary>
    public const int Version = 1;
}
