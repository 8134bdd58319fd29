using System.Runtime.InteropServices;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>Signals to other processes of a Unix system.</summary>
internal static partial class Signal
{
    private const int SigInt = 2;

    public static bool Reaches(int pid) => Kill(pid, 0) == 0;

    /// <summary>To Postgres: a fast shutdown; clients are disconnected, what is committed is kept.</summary>
    public static void Interrupt(int pid) => _ = Kill(pid, SigInt);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
