using System.Reflection;
using System.Runtime.InteropServices;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>A folder with <c>bin/postgres</c> and <c>bin/initdb</c>, and the libraries and data beside them.</summary>
internal sealed record PostgresBinaries(string Root)
{
    public const string Override = "ANALYTICS_POSTGRES_BIN";

    public string Bin => Path.Combine(Root, "bin");

    public string Postgres => Path.Combine(Bin, "postgres");

    public string Initdb => Path.Combine(Bin, "initdb");

    /// <summary>The folder named by the environment (a <c>bin</c> folder), else the one that the build installed for this platform.</summary>
    /// <exception cref="RefusalException">There are none for this platform, or they are not installed.</exception>
    public static PostgresBinaries Find()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } named)
        {
            var bin = Path.GetFullPath(named);
            return File.Exists(Path.Combine(bin, "postgres")) && File.Exists(Path.Combine(bin, "initdb"))
                ? new PostgresBinaries(Path.GetDirectoryName(bin)!)
                : throw new RefusalException($"{Override}={named} に postgres と initdb がありません。", $"{Override}={named} holds no postgres and initdb.");
        }

        if (OperatingSystem.IsWindows())
        {
            throw new RefusalException(
                "既定のサーバーは Linux と macOS で動きます。ほかの PostgreSQL 15 以上を --connection で指定してください。",
                "The default server runs on Linux and macOS. Name another PostgreSQL 15 or newer with --connection."
            );
        }

        var platform = (OperatingSystem.IsMacOS() ? "darwin-" : "linux-") + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
        var installed = new PostgresBinaries(Path.Combine(InstalledRoot, platform, "native"));
        return File.Exists(installed.Postgres)
            ? installed
            : throw new RefusalException(
                $"既定のサーバーの実行ファイルが {installed.Root} にありません。もう一度ビルドするか、{Override} または --connection を指定してください。",
                $"The default server's binaries are not in {installed.Root}. Build again, or name some with {Override}, or another server with --connection."
            );
    }

    /// <summary>The major version, e.g. 18, as the binary itself states it.</summary>
    public async Task<int> ReadMajorVersionAsync(CancellationToken cancellation)
    {
        var stated = await Command.RunAsync([Postgres, "--version"], cancellation); // "postgres (PostgreSQL) 18.4"
        var digits = new string([.. stated.Split(' ').Last().TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, out var major) ? major : throw new InvalidOperationException($"'{Postgres} --version' says: {stated}");
    }

    private static string InstalledRoot =>
        typeof(PostgresBinaries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "EmbeddedPostgresRoot").Value!;
}
