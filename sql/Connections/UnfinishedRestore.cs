using Analytics.Sql.Storage;

namespace Analytics.Sql.Connections;

/// <summary>
/// Marks a data folder whose database is just being exchanged for that of a backup, until its files have followed. Whoever opens it meanwhile would find
/// one installation's rows beside another's bytes, and
/// is refused; a second restore of the same backup completes it.
/// </summary>
public static class UnfinishedRestore
{
    /// <summary>The backup whose restore was cut short; null where none was.</summary>
    public static Guid? Of(DataFolder folder) => File.Exists(Mark(folder)) && Guid.TryParse(File.ReadAllText(Mark(folder)), out var backup) ? backup : null;

    public static void Begin(DataFolder folder, Guid backup) => PrivateFile.Write(Mark(folder), backup.ToString());

    public static void End(DataFolder folder) => File.Delete(Mark(folder));

    /// <exception cref="RefusalException">A restore was cut short.</exception>
    internal static void Refuse(DataFolder folder)
    {
        if (File.Exists(Mark(folder)))
        {
            throw new RefusalException(
                $"{folder.Path} への復元が途中で止まっています。同じバックアップで restore をもう一度実行してください。",
                $"A restore into {folder.Path} was interrupted. Run restore with the same backup again."
            );
        }
    }

    private static string Mark(DataFolder folder) => Path.Combine(folder.Path, "restore.unfinished");
}
