using System.Globalization;

namespace Analytics.Sql.Storage;

/// <summary>Free space where an installation keeps its things, and how much of it is left alone: a Postgres whose disk is full stops.</summary>
public sealed record DiskSpace(long FreeBytes, long ReserveBytes)
{
    public const string ReserveVariable = "ANALYTICS_DISK_RESERVE_MEGABYTES";

    /// <summary>
    /// Where root keeps what other accounts use: the default server's data where its account cannot enter the data folder, files that are being read.
    /// </summary>
    public const string Aside = "/var/lib/analytics";

    private const long DefaultMegabytes = 512;

    /// <summary>
    /// What loading a file takes, as a multiple of its size: its bytes in the archive, its rows, their indexes and the log of the transaction.
    /// </summary>
    private const int Growth = 4;

    /// <summary>Nothing is loaded any more.</summary>
    public bool IsLow => FreeBytes < ReserveBytes;

    /// <exception cref="RefusalException">The reserve that is set is no number.</exception>
    public static DiskSpace Of(DataFolder folder) =>
        new(
            new[] { folder.Path, Aside }.Where(Directory.Exists).Select(path => new DriveInfo(path).AvailableFreeSpace).DefaultIfEmpty(long.MaxValue).Min(),
            Reserve << 20
        );

    /// <summary>Refuses to load these files where the reserve would be touched.</summary>
    /// <exception cref="DiskReserveException">There is too little space.</exception>
    public static void Require(DataFolder folder, params IEnumerable<string> files) =>
        Require(folder, files.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length));

    /// <summary>Refuses to load, or to take, so many bytes more where the reserve would be touched.</summary>
    /// <exception cref="DiskReserveException">There is too little space.</exception>
    public static void Require(DataFolder folder, long bytes)
    {
        var disk = Of(folder);
        if (disk.FreeBytes - (Growth * bytes) < disk.ReserveBytes)
        {
            throw new DiskReserveException(
                new(
                    $"ディスクの空き ({Megabytes(disk.FreeBytes)} MB) が足りないため、読み込みません。残しておく空き {Megabytes(disk.ReserveBytes)} MB のほかに {Megabytes(Growth * bytes)} MB が必要です。空きを作ってからもう一度実行してください。何も失われていません。",
                    $"Nothing is loaded, as the disk is nearly full: {Megabytes(disk.FreeBytes)} MB are free; {Megabytes(Growth * bytes)} MB are needed beside the reserve of {Megabytes(disk.ReserveBytes)} MB. Free some space and try again; nothing is lost."
                )
            );
        }
    }

    private static long Reserve =>
        Environment.GetEnvironmentVariable(ReserveVariable) is not { Length: > 0 } set ? DefaultMegabytes
        : long.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes < long.MaxValue >> 20 ? megabytes
        : throw new RefusalException(
            $"{ReserveVariable}={set}: 0 以上の整数 (MB) を指定してください。",
            $"{ReserveVariable}={set}: give a whole number of megabytes."
        );

    private static string Megabytes(long bytes) => (bytes >> 20).ToString(CultureInfo.InvariantCulture);
}
