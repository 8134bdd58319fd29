namespace Analytics.Sql.Storage;

/// <summary>What was to be done would touch the disk's reserve: it was not done, and can be tried again once there is space.</summary>
public sealed class DiskReserveException(Bilingual reason) : IOException(reason.ToString()), IExplained
{
    public Bilingual Reason => reason;
}
