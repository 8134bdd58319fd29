using System.Security.Cryptography;
using System.Text;
using Analytics.Sql.Storage;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>The default server's files: where its binaries and its data are, and which account may use them.</summary>
internal sealed record ServerData(PostgresBinaries Binaries, ServerAccount Account, string Folder)
{
    public const string Superuser = "postgres";

    /// <summary>
    /// Finds a place that the server's account can reach. A checkout below a closed home is out of its reach: then the
    /// binaries are copied, and the data kept, below <c>/var/lib/analytics</c>.
    /// </summary>
    public static async Task<ServerData> PlaceAsync(DataFolder folder, ServerAccount account, Action<Bilingual> say, CancellationToken cancellation)
    {
        var binaries = PostgresBinaries.Find();
        var aside = Path.Combine(DiskSpace.Aside, Hash(RealPath(folder.Path)));
        var data = folder.Postgres;
        if (!Directory.Exists(data) && (Directory.Exists(Path.Combine(aside, "postgres")) || !await account.CanReachAsync(folder.Path, cancellation)))
        {
            MakePassable(aside);
            data = Path.Combine(aside, "postgres");
            say(
                new Bilingual(
                    $"アカウント {account.Name} は {folder.Path} に入れないため、データベースは {data} に置きます。",
                    $"The account {account.Name} cannot enter {folder.Path}: the database is kept in {data}."
                )
            );
        }

        if (!await account.CanReachAsync(binaries.Postgres, cancellation))
        {
            binaries = await CopyAsync(binaries, Path.Combine(aside, "native"), cancellation);
            say(
                new Bilingual(
                    $"アカウント {account.Name} はサーバーの実行ファイルに届かないため、{binaries.Root} に複製しました。",
                    $"The account {account.Name} cannot reach the server's binaries: they were copied to {binaries.Root}."
                )
            );
        }

        return new ServerData(binaries, account, data);
    }

    /// <summary>Makes the data folder where there is none, and refuses one of another major version.</summary>
    public async Task PrepareAsync(string password, CancellationToken cancellation)
    {
        var version = await Binaries.ReadMajorVersionAsync(cancellation);
        var versionFile = Path.Combine(Folder, "PG_VERSION");
        if (!File.Exists(versionFile))
        {
            await InitializeAsync(password, cancellation);
            return;
        }

        var found = (await File.ReadAllTextAsync(versionFile, cancellation)).Trim();
        if (found != $"{version}")
        {
            throw new RefusalException(
                $"{Folder} は PostgreSQL {found} のデータですが、この製品のサーバーは PostgreSQL {version} です。データは変更していません。"
                    + $"{PostgresBinaries.Override} で PostgreSQL {found} の bin フォルダーを指定するか、--data でほかのフォルダーを指定してください。",
                $"{Folder} holds data of PostgreSQL {found}, but this product's server is PostgreSQL {version}. Nothing was changed. "
                    + $"Name the bin folder of a PostgreSQL {found} with {PostgresBinaries.Override}, or another folder with --data."
            );
        }
    }

    private async Task InitializeAsync(string password, CancellationToken cancellation)
    {
        // Made aside and renamed: a start that is cut short leaves nothing that looks like a database.
        var part = Folder + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        var passwordFile = part + ".password";
        Directory.CreateDirectory(part); // initdb sets its mode to 0700
        try
        {
            PrivateFile.Write(passwordFile, password);
            await Account.OwnAsync(part, cancellation);
            await Account.OwnAsync(passwordFile, cancellation);
            // Not LC_CTYPE=C: pg_trgm would silently find no trigrams in Japanese text.
            await Command.RunAsync(
                Account.Wrap(
                    Binaries.Initdb,
                    "-D",
                    part,
                    "-U",
                    Superuser,
                    $"--pwfile={passwordFile}",
                    "-A",
                    "scram-sha-256",
                    "--data-checksums",
                    "--encoding",
                    "UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--no-instructions"
                ),
                cancellation
            );
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(part, Folder);
    }

    private static async Task<PostgresBinaries> CopyAsync(PostgresBinaries from, string root, CancellationToken cancellation)
    {
        var version = Path.Combine(root, ".copied");
        var wanted = $"{from.Root} {File.GetLastWriteTimeUtc(from.Postgres):O}";
        if (!File.Exists(version) || await File.ReadAllTextAsync(version, cancellation) != wanted)
        {
            if (Directory.Exists(root))
            {
                Directory.Delete(root, recursive: true);
            }

            MakePassable(Path.GetDirectoryName(root)!);
            await Command.RunAsync(["cp", "-a", from.Root, root], cancellation);
            await Command.RunAsync(["chmod", "-R", "go+rX", root], cancellation);
            await File.WriteAllTextAsync(version, wanted, cancellation);
        }

        return new PostgresBinaries(root);
    }

    /// <summary>Makes a folder, and the one above it, that the server's account can pass through.</summary>
    private static void MakePassable(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var path in new[] { Path.GetDirectoryName(folder)!, folder })
            {
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }
    }

    private static string RealPath(string path) => new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
