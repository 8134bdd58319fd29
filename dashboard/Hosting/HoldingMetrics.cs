using System.Diagnostics.Metrics;
using Analytics.Dashboard.Engine;
using Analytics.Dashboard.Metering;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Storage;

namespace Analytics.Dashboard.Hosting;

/// <summary>What the dashboard holds at the moment: columns in memory, space on the disk, questions in the line.</summary>
internal sealed class HoldingMetrics
{
    private readonly Meter _meter;

    public HoldingMetrics(IMeterFactory meters, DataFolder folder, MemoryStars? stars = null, QuestionQueue? queue = null)
    {
        _meter = meters.Create(ProductMeter.Name);
        Gauge("engine.enabled", null, "1 where columns may be held in memory, 0 where every question goes to Postgres.", () => stars is null ? 0 : 1);
        Gauge("disk.free", "By", "Free space where the installation keeps its things.", () => DiskSpace.Of(folder).FreeBytes);
        Gauge("disk.reserve", "By", "Free space below which nothing is loaded.", () => DiskSpace.Of(folder).ReserveBytes);
        if (queue is not null)
            Gauge("questions.waiting", null, "Questions that wait for their turn.", () => queue.Waiting);
        if (stars is not null)
            Engine(stars);
    }

    private void Engine(MemoryStars stars)
    {
        Gauge("publication", null, "Newest publication that the dashboard has heard of.", () => stars.Newest);
        Gauge("engine.memory_limit", "By", "Memory that loading and holding columns may take.", () => stars.MostBytes);
        Gauge("engine.behind", "s", "For how long something that has been published is not held yet.", () => stars.Behind.TotalSeconds);
        Held(
            "ready",
            null,
            "1 where a dataset is held in its newest publication, 0 where Postgres answers.",
            state => state.Publication >= stars.Newest ? 1 : 0
        );
        Held("publication", null, "Publication in which a dataset is held; 0 where it is not.", state => state.Publication);
        Held("rows", null, "Rows of facts that are held.", state => state.Rows);
        Held("memory", "By", "Memory that the columns of a dataset take.", state => state.Bytes);
        Held("load_duration", "s", "What the last load of a dataset took.", state => state.LoadSeconds);
        Held("load_rows", null, "Rows that the last load of a dataset read: all of them, or what a publication changed.", state => state.RowsRead);

        // A dataset that is no longer held would go on with its last figure: it is 0 then.
        void Held(string name, string? unit, string help, Func<EngineState, double> figure) =>
            _meter.CreateObservableGauge(
                $"analytics.engine.{name}",
                () =>
                    stars
                        .States.Select(state => Of(state.Dataset, figure(state)))
                        .Concat(stars.Loading.Concat(stars.TooLarge).Select(dataset => Of(dataset, 0))),
                unit,
                help
            );
    }

    private static Measurement<double> Of(string dataset, double value) => new(value, KeyValuePair.Create<string, object?>("dataset", dataset));

    private void Gauge(string name, string? unit, string help, Func<double> figure) => _meter.CreateObservableGauge($"analytics.{name}", figure, unit, help);
}
