using System.Globalization;
using System.Text;
using Analytics.Dashboard.Engine;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Storage;

namespace Analytics.Dashboard.Hosting;

/// <summary><c>GET /metrics</c>: gauges in Prometheus' text format. Labels are codes of datasets, which need no escaping.</summary>
internal static class Metrics
{
    public static IResult Write(IServiceProvider services)
    {
        var text = new StringBuilder();
        var stars = services.GetService<MemoryStars>();
        Gauge(text, "analytics_engine_enabled", "1 where columns may be held in memory, 0 where every question goes to Postgres.", [("", stars is null ? 0 : 1)]);
        if (stars is not null)
        {
            var held = stars.States;
            Gauge(text, "analytics_publication", "Newest publication that the dashboard has heard of.", [("", stars.Newest)]);
            Gauge(text, "analytics_engine_memory_limit_bytes", "Memory that loading and holding columns may take.", [("", stars.MostBytes)]);
            Gauge(text, "analytics_engine_ready", "1 where a dataset is held in its newest publication, 0 where Postgres answers.",
                held.Select(s => (s.Dataset, s.Publication >= stars.Newest ? 1.0 : 0)).Concat(stars.Loading.Concat(stars.TooLarge).Select(dataset => (dataset, 0.0))));
            Gauge(text, "analytics_engine_behind_seconds", "For how long something that has been published is not held yet.", [("", stars.Behind.TotalSeconds)]);
            Gauge(text, "analytics_engine_publication", "Publication in which a dataset is held.", held.Select(s => (s.Dataset, (double)s.Publication)));
            Gauge(text, "analytics_engine_rows", "Rows of facts that are held.", held.Select(s => (s.Dataset, (double)s.Rows)));
            Gauge(text, "analytics_engine_memory_bytes", "Memory that the columns of a dataset take.", held.Select(s => (s.Dataset, (double)s.Bytes)));
            Gauge(text, "analytics_engine_load_duration_seconds", "What the last load of a dataset took.", held.Select(s => (s.Dataset, s.LoadSeconds)));
            Gauge(text, "analytics_engine_load_rows", "Rows that the last load of a dataset read: all of them, or what a publication changed.", held.Select(s => (s.Dataset, (double)s.RowsRead)));
        }

        if (services.GetService<DataFolder>() is { } folder)
        {
            var disk = DiskSpace.Of(folder);
            Gauge(text, "analytics_disk_free_bytes", "Free space where the installation keeps its things.", [("", disk.FreeBytes)]);
            Gauge(text, "analytics_disk_reserve_bytes", "Free space below which nothing is loaded.", [("", disk.ReserveBytes)]);
        }

        if (services.GetService<QuestionQueue>() is { } queue)
        {
            Gauge(text, "analytics_questions_waiting", "Questions that wait for their turn.", [("", queue.Waiting)]);
        }

        return Results.Text(text.ToString(), "text/plain; version=0.0.4", Encoding.UTF8);
    }

    private static void Gauge(StringBuilder text, string name, string help, IEnumerable<(string Dataset, double Value)> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach (var (dataset, value) in values)
        {
            text.Append(name).Append(dataset.Length == 0 ? "" : $"{{dataset=\"{dataset}\"}}").Append(CultureInfo.InvariantCulture, $" {value}\n");
        }
    }
}
