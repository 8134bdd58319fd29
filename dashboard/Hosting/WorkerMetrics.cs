using System.Diagnostics.Metrics;
using System.Reflection;
using Analytics.Dashboard.Metering;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>
/// What the worker has done, from what it wrote into the warehouse: it is another process, without an address of its own. Read when somebody scrapes;
/// while the database is away the last figures stand, and <c>analytics_database_up</c> is 0. Runs of jobs are counted from the dashboard's start on.
/// Thread-safe.
/// </summary>
internal sealed class WorkerMetrics : IDisposable
{
    private const int MostSeconds = 5;
    private static readonly string Figures = Statement("worker"),
        Runs = Statement("runs");

    /// <summary>A run may be written down somewhat later than it ended.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource _reader;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _started;
    private readonly Histogram<double> _duration;
    private readonly SemaphoreSlim _reading = new(1);
    private volatile IReadOnlyList<Figure> _figures = [];
    private volatile int _isUp;
    private DateTimeOffset _readAt;
    private HashSet<string> _counted = [];

    public WorkerMetrics(IMeterFactory meters, NpgsqlDataSource reader, TimeProvider? time = null)
    {
        (_reader, _time) = (reader, time ?? TimeProvider.System);
        _started = _readAt = _time.GetUtcNow();
        var meter = meters.Create(ProductMeter.Name);
        _duration = meter.CreateHistogram(
            "analytics.job.duration",
            "s",
            "Runs of the worker's jobs that ended since the dashboard's start, by what came of them.",
            tags: null,
            ProductMeter.Seconds
        );
        meter.CreateObservableGauge(
            "analytics.database.up",
            () => _isUp,
            null,
            "1 where the warehouse could be read for this scrape; where not, the worker's figures are the last ones known."
        );
        meter.CreateObservableCounter("analytics.publications", () => Of("publications"), null, "Publications made.");
        meter.CreateObservableCounter("analytics.publications.duration", () => Of("publication_time"), "s", "Time that all publications took.");
        meter.CreateObservableCounter("analytics.batches.offered", () => Of("offered"), null, "Files that were offered.");
        meter.CreateObservableGauge("analytics.batches", () => Of("batches"), null, "Files that were offered, by their state now.");
        meter.CreateObservableGauge("analytics.rows", () => Of("rows"), null, "Rows of a dataset in its newest publication, by what became of them.");
        meter.CreateObservableGauge("analytics.datasets.stuck", () => Of("stuck"), null, "Datasets that cannot be published and stay as they were.");
    }

    public async Task ReadAsync(CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            _figures = await ReadAsync(Figures, null, row => new Figure(row.GetString(0), Text(row, 1), Text(row, 2), row.GetDouble(3)), cancellation);
            await CountRunsAsync(cancellation);
            _isUp = 1;
        }
        catch (Exception failure) when (DatabaseAway.Is(failure) && !cancellation.IsCancellationRequested)
        {
            _isUp = 0;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task CountRunsAsync(CancellationToken cancellation)
    {
        // The scheduler makes its tables when it runs here for the first time.
        await using var exists = _reader.CreateCommand("select to_regclass('quartz.runs') is not null");
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
            return;
        var since = _readAt - Margin;
        var now = _time.GetUtcNow();
        var runs = await ReadAsync(
            Runs,
            since < _started ? _started : since,
            row => (Run: row.GetString(0), Job: row.GetString(1), Outcome: row.GetString(2), Seconds: row.GetDouble(3)),
            cancellation
        );
        foreach (var (_, job, outcome, seconds) in runs.Where(run => !_counted.Contains(run.Run)))
        {
            _duration.Record(seconds, new KeyValuePair<string, object?>("job", job), new("outcome", outcome));
        }

        (_counted, _readAt) = ([.. runs.Select(run => run.Run)], now);
    }

    private IEnumerable<Measurement<double>> Of(string name) =>
        _figures.Where(f => f.Name == name).Select(f => new Measurement<double>(f.Value, Tags(f).Where(tag => tag.Value is not null)));

    private static KeyValuePair<string, object?>[] Tags(Figure figure) => [new("dataset", figure.Dataset), new("state", figure.State)];

    private async Task<List<T>> ReadAsync<T>(string statement, DateTimeOffset? since, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = _reader.CreateCommand(statement);
        command.CommandTimeout = MostSeconds;
        if (since is { } instant)
            command.Parameters.AddWithValue("since", instant);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await row.ReadAsync(cancellation))
            rows.Add(read(row));
        return rows;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string Statement(string name) => EmbeddedText.Read($"Hosting/{name}.sql", Assembly.GetExecutingAssembly());

    private sealed record Figure(string Name, string? Dataset, string? State, double Value);
}
