using System.Data;
using System.Diagnostics;
using System.Globalization;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>The result of a load: the snapshot, the rows read, and the time taken.</summary>
/// <param name="Layout">The layout loaded, as <see cref="FactLayout.Describe"/> returns it.</param>
internal sealed record LoadReport(Snapshot Snapshot, long RowsRead, double Seconds, bool IsDelta, string Layout);

/// <summary>
/// Loads a dataset's newest publication under the reader's role, by binary COPY in one REPEATABLE READ transaction that also reads the publication's
/// number: either all of it, or only what changed since the current snapshot. Thread-safe.
/// </summary>
internal sealed class SnapshotLoader(NpgsqlDataSource reader, ModelCatalog catalog, TimeSpan patience, SegmentSizes sizes)
{
    /// <summary>Rows per second that the server delivers at the very least.</summary>
    private const long SlowestRows = 20_000;

    /// <summary>
    /// Estimated bytes per row while loading: several times the 20 or so bytes of a packed row, because staged columns are wider and small datasets
    /// compress less.
    /// </summary>
    public const long BytesPerRow = 96;

    /// <summary>Share of dead or later-added rows from which a fact is compacted into one segment.</summary>
    private const double Untidy = 0.1;

    /// <summary>The catalogue that determines what is loaded.</summary>
    public ModelCatalog Catalog => catalog;

    /// <summary>The layout that it loads.</summary>
    public string Layout { get; } = FactLayout.Describe(catalog);

    /// <summary>Loads the newest publication; null if it would exceed <paramref name="mostBytes"/>.</summary>
    /// <param name="dataset">The dataset's code.</param>
    /// <param name="former">The current snapshot, if any.</param>
    /// <param name="mostBytes">The memory limit.</param>
    /// <exception cref="ServerBehindException">This server lags behind the one that the snapshot came from.</exception>
    /// <exception cref="PostgresException">A statement failed or exceeded its timeout.</exception>
    public async Task<LoadReport?> LoadAsync(string dataset, Snapshot? former, long mostBytes, CancellationToken cancellation)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var state = (await DatasetState.ReadAsync(connection, dataset, publication: null, cancellation)).Single();
        if (former is not null && state.Publication < former.Dataset.Publication)
        {
            throw new ServerBehindException(former.Dataset.Publication, state.Publication);
        }

        // What has changed since a publication that this server never had cannot be told.
        if (
            former is not null
            && (await DatasetState.ReadAsync(connection, dataset, former.Dataset.Publication, cancellation)).Single().AsOf != former.Dataset.AsOf
        )
        {
            former = null;
        }

        var facts = Fact.All.Where(state.Has).ToList();
        if (facts.Sum(fact => state.RowCountsByFact[fact.TableName]) * BytesPerRow > mostBytes)
        {
            return null;
        }

        var most = patience + TimeSpan.FromSeconds(former is null ? facts.Sum(fact => state.RowCountsByFact[fact.TableName]) / SlowestRows : 0);
        var limit = string.Create(CultureInfo.InvariantCulture, $"set local statement_timeout = {(long)most.TotalMilliseconds}");
        await ExecuteAsync(connection, limit, cancellation);
        await using var beside = former is null && facts.Any(IsLarge) ? await BesideAsync(connection, cancellation) : null;
        await using var sameView = beside is null ? null : await beside.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        if (beside is not null)
        {
            await using var export = new NpgsqlCommand("select pg_export_snapshot()", connection);
            await ExecuteAsync(beside, $"set transaction snapshot '{await export.ExecuteScalarAsync(cancellation)}'; {limit}", cancellation);
        }

        state = state with { Known = await KnownSlicersReader.ReadAsync(connection, state, cancellation) };
        var dimensions = await DimensionReader.ReadAsync(connection, cancellation);
        var memberships = former?.Memberships ?? Dimension.All.Where(d => d.Bridge is not null).ToDictionary(d => d, _ => new MembershipSets());
        var (tables, read) = (new Dictionary<Fact, FactTable>(), 0L);
        foreach (var fact in facts)
        {
            var load = new FactLoad(connection, IsLarge(fact) ? beside : null, state, FactLayout.Of(fact, catalog) with { Sizes = sizes }, memberships);
            var (segment, gone) = former is null
                ? (await load.AllAsync(cancellation), (IReadOnlySet<long>?)null)
                : await Task.Run(() => load.Since(former.Dataset.Publication, cancellation), cancellation);
            read += segment?.Rows ?? 0;
            var segments = (former?.Facts.GetValueOrDefault(fact)?.Segments ?? [])
                .Select(live => gone is { Count: > 0 } ? live with { Dead = DeadRows.With(live.Dead, live.Segment, gone) } : live)
                .Concat(segment is null ? [] : [new LiveSegment(segment, null)])
                .Where(live => live.LiveRows > 0)
                .ToList();
            tables[fact] = Tidied(new FactTable(fact, segments), load);
        }

        var targets = await TargetReader.ReadAsync(connection, state, catalog, cancellation);
        return new LoadReport(
            new Snapshot(state, tables, dimensions, memberships, targets),
            read,
            Stopwatch.GetElapsedTime(clock).TotalSeconds,
            former is not null,
            Layout
        );

        bool IsLarge(Fact fact) => state.RowCountsByFact[fact.TableName] >= sizes.ManyRows;
    }

    /// <summary>A second connection to the same server; null where a proxy led to another one, whose rows may be of another moment.</summary>
    private async Task<NpgsqlConnection?> BesideAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var beside = await reader.OpenConnectionAsync(cancellation);
        try
        {
            if (Equals(await StartOfAsync(connection), await StartOfAsync(beside)))
            {
                return beside;
            }
        }
        catch
        {
            await beside.DisposeAsync();
            throw;
        }

        await beside.DisposeAsync();
        return null;

        async Task<object?> StartOfAsync(NpgsqlConnection of)
        {
            await using var ask = new NpgsqlCommand("select pg_postmaster_start_time()", of);
            return await ask.ExecuteScalarAsync(cancellation);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private FactTable Tidied(FactTable table, FactLoad load)
    {
        var largest = table.Segments.Count == 0 ? 0 : table.Segments.Max(s => s.LiveRows);
        var dead = table.Segments.Sum(s => (long)(s.Dead?.Count ?? 0));
        return table.Segments.Count < 2 && dead == 0 ? table
            : table.LiveRows < sizes.FewRows || table.LiveRows - largest + dead > Untidy * table.LiveRows || table.Segments.Count > 16
                ? table with
                {
                    Segments = load.Together(table.Segments) is { } one ? [new LiveSegment(one, null)] : [],
                }
            : table;
    }
}
