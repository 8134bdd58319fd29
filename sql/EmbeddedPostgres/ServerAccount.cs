namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>
/// The operating-system account that the server and the dashboard run as. Postgres refuses to run as root, and pages need no such rights: then it is
/// an account of the
/// machine that holds no others (<c>analytics</c>, <c>postgres</c> or <c>nobody</c>, the first that exists), else the current one.
/// </summary>
public sealed record ServerAccount(string Name, int UserId, int GroupId, bool IsDropped)
{
    private static readonly string[] Preferred = ["analytics", "postgres", "nobody"];

    public static ServerAccount Current() =>
        Environment.IsPrivilegedProcess ? Choose(File.ReadLines("/etc/passwd")) : new ServerAccount(Environment.UserName, -1, -1, IsDropped: false);

    /// <exception cref="RefusalException">None of the accounts exists.</exception>
    internal static ServerAccount Choose(IEnumerable<string> passwd)
    {
        var entries = passwd.Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToDictionary(fields => fields[0]);
        var name =
            Preferred.FirstOrDefault(entries.ContainsKey)
            ?? throw new RefusalException(
                $"PostgreSQL は root では動きません。アカウント {string.Join(", ", Preferred)} のいずれかを作るか、root 以外で起動してください。",
                $"PostgreSQL does not run as root. Create one of the accounts {string.Join(", ", Preferred)}, or start as another user than root."
            );
        return new ServerAccount(name, int.Parse(entries[name][2], null), int.Parse(entries[name][3], null), IsDropped: true);
    }

    /// <summary>The command line that runs <paramref name="line"/> as this account, with a clean environment.</summary>
    public IReadOnlyList<string> Wrap(params IEnumerable<string> line) => [.. Drop, .. CleanEnvironment, .. line];

    /// <summary>
    /// As <see cref="Wrap"/>, in a session of its own (a terminal's Ctrl-C does not reach it), and ended by SIGINT when the thread that started it
    /// ends.
    /// </summary>
    public IReadOnlyList<string> WrapServer(params IEnumerable<string> line) =>
        OperatingSystem.IsLinux() ? ["setsid", "setpriv", "--pdeathsig", "INT", .. Drop.Skip(1), .. CleanEnvironment, .. line] : [.. CleanEnvironment, .. line];

    /// <summary>Whether the account can reach and enter (or run) <paramref name="path"/>.</summary>
    public async Task<bool> CanReachAsync(string path, CancellationToken cancellation) =>
        !IsDropped || (await Command.TryRunAsync(Wrap("test", "-x", path), cancellation)).Code == 0;

    /// <summary>Hands the file or folder to the account, so that it can use it under mode 0600 or 0700.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellation)
    {
        if (IsDropped)
        {
            await Command.RunAsync(["chown", "-R", $"{UserId}:{GroupId}", path], cancellation);
        }
    }

    /// <summary>What goes before a command line to run it as this account, in this environment.</summary>
    public IReadOnlyList<string> Drop => IsDropped ? ["setpriv", "--reuid", $"{UserId}", "--regid", $"{GroupId}", "--clear-groups"] : [];

    private static IReadOnlyList<string> CleanEnvironment => ["env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"];
}
