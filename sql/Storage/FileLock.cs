namespace Analytics.Sql.Storage;

/// <summary>An advisory lock on a file between processes. The kernel frees it when its holder ends, however it ends.</summary>
public static class FileLock
{
    /// <summary>The lock, or null while another process or another holder of this one has it.</summary>
    public static IDisposable? TryExclusive(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>As <see cref="TryExclusive"/>, beside other shared holders.</summary>
    public static IDisposable? TryShared(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    /// <summary>The lock, as soon as it is free.</summary>
    public static async Task<IDisposable> ExclusiveAsync(string path, CancellationToken cancellation)
    {
        IDisposable? held;
        while ((held = TryExclusive(path)) is null)
        {
            await Task.Delay(50, cancellation);
        }

        return held;
    }

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null; // held by another process
        }
    }
}
