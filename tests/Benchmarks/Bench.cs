using System.Diagnostics;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Benchmarks;

/// <summary>A fresh default server in a folder of its own, thrown away at the end; durable like the product's.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(Warehouse warehouse) => Warehouse = warehouse;

    public Warehouse Warehouse { get; }

    public string Folder => Warehouse.Folder.Path;

    public static async Task<Bench> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-benchmark-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                folder,
                File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.GroupRead
            );
        }

        return new Bench(
            await Warehouse.OpenAsync(
                WarehouseAddress.Resolve(folder, null) with
                {
                    Connection = null,
                },
                ServerUse.Command,
                message => Console.Error.WriteLine(message)
            )
        );
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    public static void Line(string what, double seconds, double? rows = null, double? against = null) =>
        Console.WriteLine(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{what, -58} {seconds, 9:0.000} s{(rows is { } r ? $" {r / seconds, 12:N0} rows/s" : new string(' ', 20))}{(against is { } a ? $"   × {seconds / a:0.000}" : "")}"
            )
        );

    public async ValueTask DisposeAsync()
    {
        var folder = Folder;
        await Warehouse.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
