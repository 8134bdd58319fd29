using System.Collections.Concurrent;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Dashboard.Engine.Loading;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Engine;

/// <summary>What is held of a dataset: publication, rows, bytes, and statistics of the last load.</summary>
public sealed record EngineState(string Dataset, int Publication, long Rows, long Bytes, long RowsRead, double LoadSeconds, bool WasDelta);

/// <summary>
/// The datasets held in memory, each as of its newest publication. Readers take a snapshot by reference and never wait; <see cref="RefreshAsync"/>
/// swaps in the next one. Thread-safe.
/// </summary>
/// <param name="reader">The connection pool of the reader's role.</param>
/// <param name="catalog">The declarations that determine what is loaded.</param>
/// <param name="mostBytes">Memory limit for loading and holding.</param>
/// <param name="patience">Timeout of each statement of a load.</param>
/// <param name="time">Measures how long the engine has been behind.</param>
/// <param name="sizes">Limits for reading and dividing rows.</param>
public sealed class MemoryStars(
    NpgsqlDataSource reader,
    ModelCatalog catalog,
    long mostBytes,
    TimeSpan? patience = null,
    TimeProvider? time = null,
    SegmentSizes? sizes = null
) : IStars, IDisposable
{
    private const long Nothing = long.MinValue;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Bilingual IsLoading = new("メモリへの読み込み中です。", "The columns in memory are still being loaded.");
    private static readonly Bilingual IsBehind = new("メモリ上のデータは1つ前の公開版です。", "The columns in memory are one publication behind.");
    private static readonly Bilingual IsOlder = new("以前の公開版はメモリ上にありません。", "Older publications are not held in memory.");
    private static readonly Bilingual DoesNotFit = new("メモリの上限に収まりません。", "It does not fit into the memory that the columns may take.");

    private readonly ConcurrentDictionary<string, LoadReport> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tooLarge = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience = patience ?? Patience;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private volatile SnapshotLoader _loader = new(reader, catalog, patience ?? Patience, sizes ?? SegmentSizes.Default);
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile IReadOnlyList<string> _published = [];
    private int _newest;
    private long _behindSince = (time ?? TimeProvider.System).GetTimestamp();

    /// <summary>What is held now.</summary>
    public IReadOnlyList<EngineState> States =>
        [
            .. _held
                .Values.Select(r => new EngineState(
                    r.Snapshot.Dataset.Code,
                    r.Snapshot.Dataset.Publication,
                    r.Snapshot.Rows,
                    r.Snapshot.Bytes,
                    r.RowsRead,
                    r.Seconds,
                    r.IsDelta
                ))
                .OrderBy(s => s.Dataset, StringComparer.Ordinal),
        ];

    /// <summary>Existing datasets that are neither held nor too large; they are being loaded.</summary>
    public IReadOnlyList<string> Loading => [.. _published.Where(code => !_held.ContainsKey(code) && !_tooLarge.ContainsKey(code))];

    /// <summary>Datasets that exceed the memory limit.</summary>
    public IReadOnlyList<string> TooLarge => [.. _tooLarge.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The newest announced publication.</summary>
    public int Newest => Volatile.Read(ref _newest);

    /// <summary>How long the oldest unloaded publication has been waiting; zero if none is.</summary>
    public TimeSpan Behind => Interlocked.Read(ref _behindSince) is not Nothing and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Memory limit for loading and holding columns.</summary>
    public long MostBytes => mostBytes;

    public ValueTask<FoundStar> FindAsync(string dataset, int? publication, CancellationToken cancellation) => Find(dataset, publication, _loader.Layout);

    public IStars For(ModelCatalog catalog) => new StarsOfLayout(this, FactLayout.Describe(catalog));

    /// <summary>
    /// Switches to another catalogue. If it needs a different layout, what is held is no longer used; the next <see cref="RefreshAsync"/> replaces
    /// it.
    /// </summary>
    public void Use(ModelCatalog other)
    {
        _loader = new SnapshotLoader(reader, other, _patience, sizes ?? SegmentSizes.Default);
        FallBehind();
    }

    private ValueTask<FoundStar> Find(string dataset, int? publication, string layout)
    {
        if (!_held.TryGetValue(dataset, out var report) || report.Layout != layout)
        {
            return ValueTask.FromResult(new FoundStar(null, _tooLarge.ContainsKey(dataset) ? DoesNotFit : IsLoading));
        }

        var held = report.Snapshot.Dataset.Publication;
        return ValueTask.FromResult(
            publication == held || (publication is null && held >= Volatile.Read(ref _newest))
                ? new FoundStar(new MemoryStar(report.Snapshot))
                : new FoundStar(null, publication is null || publication > held ? IsBehind : IsOlder)
        );
    }

    public void Dispose() => _refreshing.Dispose();

    /// <summary>Announces a publication: until it is loaded, questions about the newest one go to Postgres.</summary>
    public void Announce(int publication)
    {
        int known;
        while ((known = Volatile.Read(ref _newest)) < publication)
        {
            if (Interlocked.CompareExchange(ref _newest, publication, known) == known)
            {
                FallBehind();
            }
        }
    }

    /// <summary>
    /// Loads every dataset's newest publication: only the changes if an earlier one is held, else all of it. One dataset at a time.
    /// </summary>
    public async Task RefreshAsync(CancellationToken cancellation = default)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            var loader = _loader;
            var states = await new PostgresStars(reader, loader.Catalog).DatasetsAsync(publication: null, cancellation);
            _published = [.. states.Where(s => s.Publication > 0).Select(s => s.Code).Order(StringComparer.Ordinal)];
            foreach (var state in states.Where(s => s.Publication > 0))
            {
                Announce(state.Publication);
                if (_held.TryGetValue(state.Code, out var held) && held.Layout != loader.Layout)
                {
                    _held.TryRemove(state.Code, out _); // remove first, so that both are never held at once
                }

                var former = _held.GetValueOrDefault(state.Code)?.Snapshot;
                if (former is not null && IsOfAnotherHistory(former.Dataset, state))
                {
                    _held.TryRemove(state.Code, out _);
                    former = null;
                }

                if (former?.Dataset.Publication >= state.Publication)
                {
                    continue;
                }

                var free = mostBytes - _held.Values.Where(r => r.Snapshot.Dataset.Code != state.Code).Sum(r => r.Snapshot.Bytes);
                if (await LoadAsync(loader, state.Code, former, free, cancellation) is { } report)
                {
                    _held[state.Code] = report;
                    _tooLarge.TryRemove(state.Code, out _);
                }
                else
                {
                    _held.TryRemove(state.Code, out _);
                    _tooLarge[state.Code] = true;
                }
            }

            if (loader == _loader && states.All(s => s.Publication == 0 || (s.Publication >= Newest && IsHeld(s))))
            {
                Interlocked.Exchange(ref _behindSince, Nothing);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>What came later than the server's newest, or differs from it, was lost: a standby has taken over, or a backup was restored.</summary>
    private bool IsOfAnotherHistory(DatasetState held, DatasetState now)
    {
        if (held.Publication == now.Publication)
        {
            return held.AsOf != now.AsOf;
        }

        if (held.Publication < now.Publication || now.IsOnStandby)
        {
            return false;
        }

        Volatile.Write(ref _newest, now.Publication);
        return true;
    }

    /// <summary>Servers that lag may have given an older publication than was looked for.</summary>
    private bool IsHeld(DatasetState state) =>
        _tooLarge.ContainsKey(state.Code) || _held.GetValueOrDefault(state.Code)?.Snapshot.Dataset.Publication >= state.Publication;

    private void FallBehind() => Interlocked.CompareExchange(ref _behindSince, _time.GetTimestamp(), Nothing);

    private async Task<LoadReport?> LoadAsync(SnapshotLoader loader, string dataset, Snapshot? former, long free, CancellationToken cancellation)
    {
        try
        {
            return await loader.LoadAsync(dataset, former, free, cancellation);
        }
        catch (PostgresException late) when (late.SqlState == PostgresErrorCodes.QueryCanceled && former is not null && !cancellation.IsCancellationRequested)
        {
            // Finding the changes took too long; a full load is still possible.
            _held.TryRemove(dataset, out _); // remove first, so that both are never held at once
            return await loader.LoadAsync(dataset, former: null, free, cancellation);
        }
    }

    private sealed class StarsOfLayout(MemoryStars stars, string layout) : IStars
    {
        public ValueTask<FoundStar> FindAsync(string dataset, int? publication, CancellationToken cancellation) => stars.Find(dataset, publication, layout);
    }
}
