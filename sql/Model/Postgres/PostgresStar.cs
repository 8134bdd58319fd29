using System.Collections.Concurrent;
using System.Diagnostics;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Stars read directly from Postgres, as the reader role. Thread-safe.</summary>
public sealed class PostgresStars : IStars
{
    private readonly Func<CancellationToken, ValueTask<PostgresSession>> _enter;
    private readonly ModelCatalog _catalog;

    /// <param name="reader">Supplies each star with a connection and transaction of its own.</param>
    public PostgresStars(NpgsqlDataSource reader, ModelCatalog catalog)
        : this(cancellation => PostgresSession.OwnAsync(reader, cancellation), catalog) { }

    private PostgresStars(Func<CancellationToken, ValueTask<PostgresSession>> enter, ModelCatalog catalog) => (_enter, _catalog) = (enter, catalog);

    /// <summary>Stars that all read on one connection, within its transaction.</summary>
    internal static PostgresStars Within(NpgsqlConnection connection, ModelCatalog catalog) =>
        new(_ => ValueTask.FromResult(PostgresSession.Of(connection)), catalog);

    /// <summary>Publications whose known slicers are cached.</summary>
    private const int MostKnown = 256;

    /// <summary>Member queries whose answers are cached, as pages repeat them.</summary>
    private const int MostMembers = 256;

    private readonly ConcurrentDictionary<(string Dataset, int Publication), KnownSlicers> _known = new();
    private readonly ConcurrentDictionary<(DatasetVersion Version, SlicerDeclaration Slicer, string Rows), Figures> _members = new();

    /// <summary>How long a standby is waited for that has not got a publication yet.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _newest;

    /// <exception cref="ServerBehindException">A standby lags too far behind a server that was asked before.</exception>
    public async ValueTask<FoundStar> FindAsync(string dataset, int? publication, CancellationToken cancellation) =>
        new(
            await OnceThereAsync(
                async () => await PostgresStar.OpenAsync(await _enter(cancellation), _catalog, dataset, publication, this, cancellation),
                cancellation
            )
        );

    /// <summary>
    /// Why a server does not know a publication that was asked of it. A standby may get it in a moment: then the question is asked again. A primary
    /// has it or nobody has.
    /// </summary>
    internal static Exception Unknown(int publication, DatasetState dataset) =>
        dataset.IsOnStandby ? new ServerBehindException(publication, dataset.NewestPublication) : NoSuch(publication, dataset.NewestPublication);

    /// <summary>Notes what a server has, and hands it on.</summary>
    internal DatasetState Seen(DatasetState dataset)
    {
        for (int known; (known = Volatile.Read(ref _newest)) < dataset.NewestPublication || (known > dataset.NewestPublication && !dataset.IsOnStandby); )
        {
            Interlocked.CompareExchange(ref _newest, dataset.NewestPublication, known);
        }

        return dataset;
    }

    private static QueryException NoSuch(int publication, int newest) => new(QueryFault.UnknownPublication(publication, newest));

    private async Task<T> OnceThereAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        for (var since = Stopwatch.GetTimestamp(); ; )
        {
            try
            {
                return await ask();
            }
            catch (ServerBehindException) when (Stopwatch.GetElapsedTime(since) < Lag)
            {
                await Task.Delay(Pause, cancellation);
            }
            catch (ServerBehindException behind) when (behind.Publication > Volatile.Read(ref _newest))
            {
                throw NoSuch(behind.Publication, behind.Newest); // as far as any server has told
            }
        }
    }

    /// <summary>The cached members for a question that asks only for members (no measure, one slicer); otherwise null.</summary>
    internal Figures? KnownMembers(DatasetState dataset, FactQuestion question) => KeyOf(dataset, question) is { } key ? _members.GetValueOrDefault(key) : null;

    /// <summary>Caches the answer if the question asks only for members.</summary>
    internal void KeepMembers(DatasetState dataset, FactQuestion question, Figures found)
    {
        if (KeyOf(dataset, question) is not { } key)
            return;
        if (_members.Count >= MostMembers)
            _members.Clear();
        _members[key] = found;
    }

    // Labels are always those of the latest publication, so they are part of the key.
    private static (DatasetVersion, SlicerDeclaration, string)? KeyOf(DatasetState dataset, FactQuestion question) =>
        question is { Measures: [], By: [var slicer] }
            ? (new(dataset.Code, dataset.Publication, dataset.NewestPublication), slicer, RowSql.TextOf(question))
            : null;

    private readonly record struct DatasetVersion(string Code, int Publication, int Newest);

    /// <summary>Read once and cached, since a publication never changes; two concurrent reads yield the same result.</summary>
    internal async Task<KnownSlicers> KnownAsync(NpgsqlConnection connection, DatasetState dataset, CancellationToken cancellation)
    {
        if (_known.TryGetValue((dataset.Code, dataset.Publication), out var known))
        {
            return known;
        }

        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[(dataset.Code, dataset.Publication)] = await KnownSlicersReader.ReadAsync(connection, dataset, cancellation);
    }

    /// <summary>All datasets as one publication (null: the newest) shows them.</summary>
    /// <exception cref="QueryException">There is no such publication.</exception>
    /// <exception cref="ServerBehindException">A standby lags too far behind a server that was asked before.</exception>
    public Task<IReadOnlyList<DatasetState>> DatasetsAsync(int? publication, CancellationToken cancellation) =>
        OnceThereAsync(() => ReadDatasetsAsync(publication, cancellation), cancellation);

    private async Task<IReadOnlyList<DatasetState>> ReadDatasetsAsync(int? publication, CancellationToken cancellation)
    {
        await using var room = await _enter(cancellation);
        var states = await DatasetState.ReadAsync(room.Connection, code: null, publication, cancellation);
        if (states is not [var first, ..])
            return states;
        Seen(first);
        return publication is null || first.AsOf is not null ? states : throw Unknown(publication.Value, first);
    }
}

/// <summary>
/// The star of one dataset and publication in Postgres: one REPEATABLE READ transaction, so that all statements see the same publication. Used for
/// one question (or one set of questions), then disposed; not thread-safe.
/// </summary>
public sealed class PostgresStar : IStar
{
    private readonly PostgresSession _room;
    private readonly ModelCatalog _catalog;

    private readonly PostgresStars _stars;

    private PostgresStar(PostgresSession room, ModelCatalog catalog, PostgresStars stars, DatasetState dataset) =>
        (_room, _catalog, _stars, Dataset) = (room, catalog, stars, dataset);

    public const string Name = "postgres";

    // Skewed members mislead the planner: for two conditions together it expects almost no rows and picks a nested loop over all members; where it
    // cannot estimate the memberships, it sorts all rows for a merge join.
    private static readonly string[] Joins = ["enable_nestloop", "enable_mergejoin"];

    // The planner overestimates the number of cells; with little memory it would sort all rows for each grouping instead of hashing them.
    private const string Memory = "set local work_mem = '64MB'";

    public string Engine => Name;

    public DatasetState Dataset { get; }

    /// <summary>Takes ownership of the session.</summary>
    internal static async Task<PostgresStar> OpenAsync(
        PostgresSession room,
        ModelCatalog catalog,
        string dataset,
        int? publication,
        PostgresStars stars,
        CancellationToken cancellation
    )
    {
        try
        {
            var state = await DatasetAsync(room.Connection, dataset, publication, stars, cancellation);
            return new PostgresStar(room, catalog, stars, state with { Known = await stars.KnownAsync(room.Connection, state, cancellation) });
        }
        catch
        {
            await room.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<Figures>> ReadAsync(IReadOnlyList<FactQuestion> questions, CancellationToken cancellation)
    {
        // The rows that Postgres actually scans are up to its planner; the fact's row count is an upper bound.
        var known = questions.Select(question => _stars.KnownMembers(Dataset, question)).ToList();
        var found = questions
            .Select((question, index) => known[index] ?? new Figures { RowsScanned = Dataset.RowCountsByFact.GetValueOrDefault(question.Fact.TableName) })
            .ToList();
        var (shared, alone) = (new List<PageRead>(), new List<(FactQuestion Question, Figures Into)>());
        foreach (var (question, into) in questions.Zip(found).Where((_, index) => known[index] is null))
        {
            var together = question.StockDays is null ? question.Measures.Where(PageStatement.Shares).ToList() : [];
            var apart = question.Measures.Except(together).ToList();
            if (together.Count > 0)
                shared.Add(new PageRead(question, [], together, into));
            if (question.By.Count > 0 && (together.Count > 0 || apart.Count == 0))
                shared.Add(new PageRead(question, question.By, together, into));
            if (apart.Count > 0)
                alone.Add((question with { Measures = apart }, into));
        }

        var statements = PageStatement.Of(Dataset, shared).ToList();
        if (statements.Count + alone.Count == 0)
        {
            return found;
        }

        await using var batch = new NpgsqlBatch(_room.Connection);
        foreach (var join in Joins)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"set local {join} = off"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Memory));
        statements.ForEach(statement => batch.BatchCommands.Add(statement.Command));
        foreach (var (question, _) in alone)
        {
            batch.BatchCommands.Add(FactStatement.OfTotals(Dataset, question));
            if (question.By.Count > 0)
                batch.BatchCommands.Add(FactStatement.OfRows(Dataset, question));
        }

        foreach (var join in Joins)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"set local {join} = on"));

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var statement in statements)
        {
            await statement.ReadAsync(reader, cancellation);
            await reader.NextResultAsync(cancellation);
        }

        foreach (var (question, into) in alone)
        {
            foreach (var isTotal in question.By.Count > 0 ? new[] { true, false } : [true])
            {
                while (await reader.ReadAsync(cancellation))
                    into.Read(reader, question.By, question.Measures, isTotal);
                await reader.NextResultAsync(cancellation);
            }
        }

        foreach (var (question, figures) in questions.Zip(found))
            _stars.KeepMembers(Dataset, question, figures);
        return found;
    }

    /// <summary>One page of the rows behind the figure of <paramref name="result"/>.</summary>
    /// <exception cref="QueryException">The page does not exist.</exception>
    internal async Task<SingleRows> SingleRowsAsync(FactQuestion question, Result result, int page, int size, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_room.Connection);
        foreach (var command in FactStatement.OfSingleRows(Dataset, question, page, size))
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await SingleRowsReader.ReadAsync(reader, question.Measures[0], Dataset, result, page, size, cancellation);
    }

    public Task<TargetSheet> TargetsAsync(CancellationToken cancellation) => TargetReader.ReadAsync(_room.Connection, Dataset, _catalog, cancellation);

    internal Task<EstablishmentSheet> EstablishmentsAsync(IReadOnlyCollection<EstablishmentGrain> grains, CancellationToken cancellation) =>
        EstablishmentReader.ReadAsync(_room.Connection, Dataset, grains, cancellation);

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    private static async Task<DatasetState> DatasetAsync(
        NpgsqlConnection connection,
        string code,
        int? publication,
        PostgresStars stars,
        CancellationToken cancellation
    )
    {
        var dataset = (await DatasetState.ReadAsync(connection, code, publication, cancellation)).SingleOrDefault();
        if (dataset is null)
        {
            var all = await DatasetState.ReadAsync(connection, code: null, publication: null, cancellation);
            throw new QueryException(QueryFault.UnknownDataset(code, [.. all.Select(d => d.Code)]));
        }

        return publication is null || dataset.AsOf is not null ? stars.Seen(dataset) : throw PostgresStars.Unknown(publication.Value, stars.Seen(dataset));
    }
}
