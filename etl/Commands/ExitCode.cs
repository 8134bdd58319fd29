namespace Analytics.Etl.Commands;

/// <summary>What a command tells the script that called it. Scripts depend on the numbers.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>A file was refused or held, or something failed; other files were still loaded.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>All files were loaded, but some of their rows were rejected.</summary>
    public const int RowsRejected = 3;
}
