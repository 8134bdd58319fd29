namespace Analytics.Etl.Load;

/// <summary>Keys of the Postgres advisory locks that the loader takes, one place so that no two meet by chance.</summary>
static class AdvisoryLocks
{
    /// <summary>Held by the one transaction that publishes.</summary>
    public const long Publication = 0x0A11_0001;

    /// <summary>Held while the raw tables and staging views are built.</summary>
    public const long Staging = 0x0A11_0002;

    /// <summary>Held by the one run that loads.</summary>
    public const long Loading = 0x0A11_0004;

    /// <summary>Held while the readers' view of the jobs is made anew.</summary>
    public const long JobsView = 0x0A11_0003;
}
