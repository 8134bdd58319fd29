namespace Analytics.Sql.Storage;

/// <summary>
/// A passing file that is this process' as long as it is held, and gone afterwards. What nobody holds was left by a process that was killed, and
/// <see cref="Tidy"/> takes it away.
/// Others may read it meanwhile.
/// </summary>
public sealed class HeldFile : IDisposable
{
    private readonly FileStream _held;

    /// <summary>Holds a file that is there.</summary>
    public HeldFile(string path) => _held = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Holds the file that this stream has made, which lets others read it.</summary>
    public HeldFile(FileStream made) => _held = made;

    public string Path => _held.Name;

    /// <summary>What is in it; to be written where this process has made it.</summary>
    public Stream Content => _held;

    /// <summary>Takes away the files of a folder that nobody holds. None is there unless it is held, but for the moment in which it is made.</summary>
    public static void Tidy(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var left in Directory.EnumerateFiles(folder, pattern))
        {
            try
            {
                using var alone = new FileStream(left, FileMode.Open, FileAccess.Read, FileShare.None);
                File.Delete(left);
            }
            catch (IOException)
            {
                // It is held, or has just gone.
            }
        }
    }

    public void Dispose()
    {
        File.Delete(Path);
        _held.Dispose();
    }
}
