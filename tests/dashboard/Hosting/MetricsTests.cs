using System.Diagnostics;
using System.Globalization;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Hosting;

/// <summary>What Prometheus reads: accepted by its own tool, and the counts are those of what the test did.</summary>
public class MetricsTests(PostgresFixture postgres)
{
    private const string Requests = "http_server_request_duration_seconds_count",
        Runs = "analytics_job_duration_seconds";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterQuestionsPagesAndRuns_TellThemByRouteAndEngine()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501);
        await star.PublishAsync();
        await using var app = await DashboardSite.RunAsync(star.Warehouse, Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        await WriteRunsAsync(star);
        string[] asked =
        [
            "query?measure=referrals&dataset=samples",
            "query?measure=outcomes&dataset=samples",
            "query?measure=nothing",
            "batches/7",
            "batches/8",
        ];
        foreach (var path in asked)
        {
            using var answer = await http.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative), Cancellation);
        }

        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        var again = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        Assert.Equal("", await PromtoolAsync(text));
        // Two answers and a refusal of one route; two batches that are not there, told by their route rather than by their numbers.
        Assert.Equal(2, Figure(text, Requests, "http_route=\"/api/v1/query\"", "http_response_status_code=\"200\""));
        Assert.Equal(1, Figure(text, Requests, "http_route=\"/api/v1/query\"", "http_response_status_code=\"400\""));
        Assert.Equal(2, Figure(text, Requests, "http_route=\"/api/v1/batches/{batch:int}\"", "http_response_status_code=\"404\""));
        Assert.DoesNotContain("batches/7", text, StringComparison.Ordinal);
        Assert.Equal(2, Lines(text, "analytics_question_duration_seconds_count").Sum(Value));
        Assert.All(Lines(text, "analytics_question_duration_seconds_count"), line => Assert.Matches("engine=\"(memory|postgres)\"", line));
        // The star is one publication with one row that counts, and says itself that three were rejected.
        Assert.Equal(1, Figure(text, "analytics_publications_total"));
        Assert.Equal(1, Figure(text, "analytics_rows", "dataset=\"samples\"", "state=\"used\""));
        Assert.Equal(3, Figure(text, "analytics_rows", "dataset=\"samples\"", "state=\"rejected\""));
        Assert.Equal(1, Figure(text, "analytics_database_up"));
        // Two runs of 2 and 3 seconds, one that failed after 4; that of yesterday is no run since the start. Read twice, counted once.
        Assert.Equal((2, 5), (Figure(again, $"{Runs}_count", "outcome=\"succeeded\""), Figure(again, $"{Runs}_sum", "outcome=\"succeeded\"")));
        Assert.Equal((1, 4), (Figure(again, $"{Runs}_count", "outcome=\"failed\""), Figure(again, $"{Runs}_sum", "outcome=\"failed\"")));
        Assert.Equal(3, Lines(again, $"{Runs}_count", "job=\"load\"").Sum(Value));
    }

    [Fact]
    public async Task Metrics_OfTwoDashboardsInOneProcess_EachTellItsOwn()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.PublishAsync();
        await using var busy = await DashboardSite.RunAsync(star.Warehouse, Cancellation);
        await using var idle = await DashboardSite.RunAsync(star.Warehouse, Cancellation);
        using var one = new HttpClient { BaseAddress = new Uri(busy.Urls.Single()) };
        using var other = new HttpClient { BaseAddress = new Uri(idle.Urls.Single()) };
        await one.GetStringAsync(new Uri("/api/v1/measures", UriKind.Relative), Cancellation);

        var told = await one.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        var silent = await other.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

        Assert.Equal(1, Figure(told, Requests, "http_route=\"/api/v1/measures\""));
        Assert.DoesNotContain("/api/v1/measures", silent, StringComparison.Ordinal);
    }

    /// <summary>A history as the scheduler's view shows it to readers.</summary>
    private static async Task WriteRunsAsync(Star star)
    {
        await using var command = star.Warehouse.Owner.CreateCommand(
            """
            drop view if exists quartz.runs cascade;
            create view quartz.runs as select * from (values
                ('a', 'load', now() + interval '1 minute', 2.0, 'succeeded'),
                ('b', 'load', now() + interval '1 minute', 3.0, 'succeeded'),
                ('c', 'load', now() + interval '1 minute', 4.0, 'failed'),
                ('d', 'load', now() - interval '1 day', 9.0, 'succeeded')) as r(run, job_name, fired_at, seconds, outcome);
            grant usage on schema quartz to analytics_reader;
            grant select on quartz.runs to analytics_reader;
            """
        );
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static IEnumerable<string> Lines(string text, string name, params string[] labels) =>
        text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));

    private static double Figure(string text, string name, params string[] labels) => Value(Assert.Single(Lines(text, name, labels)));

    private static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>What Prometheus' own tool finds wrong; empty where nothing.</summary>
    private static async Task<string> PromtoolAsync(string text)
    {
        var start = new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var tool = Process.Start(start)!;
        await tool.StandardInput.WriteAsync(text);
        tool.StandardInput.Close();
        var (output, errors) = (tool.StandardOutput.ReadToEndAsync(Cancellation), tool.StandardError.ReadToEndAsync(Cancellation));
        await tool.WaitForExitAsync(Cancellation);
        return tool.ExitCode == 0 ? "" : await output + await errors;
    }
}
