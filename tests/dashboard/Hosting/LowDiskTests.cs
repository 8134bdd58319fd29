using System.Globalization;
using System.Net;
using System.Text.Json;
using Analytics.Sql;
using Analytics.Sql.Storage;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Hosting;

/// <summary>The dashboard on a disk that is nearly full: less is free than the reserve.</summary>
public class LowDiskTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DiskBelowTheReserve_HealthAndMetricsSaySo_FiguresAreAnswered_FilesAreNotTaken()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        await using var dashboard = await DashboardProgram.StartAsync(star.Warehouse, (DiskSpace.ReserveVariable, "1000000000")); // 954 TB

        using var health = JsonDocument.Parse(await dashboard.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)); // 200
        Assert.Equal(ProductVersion.Text, health.RootElement.GetProperty("version").GetString());
        var disk = health.RootElement.GetProperty("checks").GetProperty("disk");
        Assert.Equal(
            ("degraded", 1_048_576_000_000_000),
            (disk.GetProperty("status").GetString(), disk.GetProperty("data").GetProperty("reserveBytes").GetInt64())
        );
        var metrics = (await dashboard.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n');
        Assert.InRange(
            double.Parse(
                metrics.Single(line => line.StartsWith("analytics_disk_free_bytes{} ", StringComparison.Ordinal)).Split(' ')[1],
                CultureInfo.InvariantCulture
            ),
            1,
            1_048_576_000_000_000
        );
        Assert.Contains(
            "\"referrals\":1",
            (await dashboard.Http.GetStringAsync(new Uri("/api/v1/query?measure=referrals&dataset=samples", UriKind.Relative), Cancellation)).Replace(
                " ",
                "",
                StringComparison.Ordinal
            ),
            StringComparison.Ordinal
        );

        using var form = new MultipartFormDataContent { { new StringContent("紹介番号,紹介日"), "files", "a.csv" } };
        using var answer = await dashboard.Http.PostAsync(new Uri("/data/upload?lang=en", UriKind.Relative), form, Cancellation);
        Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
        Assert.Contains("the disk is nearly full", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.False(Directory.Exists(star.Warehouse.Folder.Uploads) && Directory.EnumerateFileSystemEntries(star.Warehouse.Folder.Uploads).Any());
    }
}
