using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The sums of a pass's lanes over all rows of a span, grouped by the codes of one physical column. If the question depends on a span's rows only
/// through that code, no row has to be scanned. Cached with the segment once requested. Not thread-safe.
/// </summary>
internal sealed class CodeSums
{
    /// <summary>Above this number of codes, the sums would not fit the processor's cache.</summary>
    private const int MostCodes = 4_096;

    private readonly Segment _segment;
    private readonly long[]?[][] _byLane;
    private IReadOnlyList<LaneWords> _words = [];
    private Vector128<ulong>[][] _near = [];
    private long[][] _found = [];
    private long[] _lanes = [];

    /// <param name="lanes">The lanes to add up.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="codes">The column; null: rows are not grouped, as if all had code 0.</param>
    public CodeSums(Lanes lanes, Segment segment, CodeArray? codes) =>
        (_segment, Codes, _byLane) = (segment, codes, [.. lanes.All.Select(lane => segment.Kept.Of<long>(codes, lanes.TextOf(lane)))]);

    public CodeArray? Codes { get; }

    private int Cardinality => Codes?.Cardinality ?? 1;

    /// <summary>True if the sums of a span are cached or can be.</summary>
    public bool CanTell(int span)
    {
        var (least, greatest) = Zone(span);
        var codes = greatest - least + 1;
        // With few rows per code, adding the rows is just as fast.
        return IsKept(span)
            || (
                Cardinality <= MostCodes && codes <= Math.Max(1, _segment.RowsOf(span)) && _segment.Kept.HasRoomFor((long)sizeof(long) * codes * _byLane.Length)
            );
    }

    public bool IsKept(int span) => Array.TrueForAll(_byLane, lane => lane[span] is not null);

    /// <summary>Adds a span's cached sums to the totals of each code's place.</summary>
    /// <param name="span">The span.</param>
    /// <param name="passes">For each code, 1 if its rows are included; null: all are.</param>
    /// <param name="totals">The lane totals of all places.</param>
    /// <param name="start">The place for codes that contribute nothing to the key.</param>
    /// <param name="source">Contribution of each code to the key; null: none.</param>
    public void AddTo(int span, byte[]? passes, long[] totals, int start, KeySource? source)
    {
        var ((least, greatest), lanes) = (Zone(span), _byLane.Length);
        long[][] sums = [.. _byLane.Select(lane => lane[span]!)];
        for (var code = least; code <= greatest; code++)
        {
            if (sums[0][code - least] == 0 || (passes is not null && (passes[code] & 1) == 0))
                continue;
            var place = (start + (source?.KeyOf(code) ?? 0)) * lanes;
            for (var lane = 0; lane < lanes; lane++)
                totals[place + lane] += sums[lane][code - least];
        }
    }

    /// <summary>Starts adding up a span.</summary>
    public void Begin(int span, IReadOnlyList<LaneWords> words)
    {
        var (least, greatest) = Zone(span);
        if (_words != words)
            (_words, _near, _lanes) = (words, [.. words.Select(_ => new Vector128<ulong>[2 * Cardinality])], new long[_byLane.Length]);
        _found = [.. _byLane.Select(_ => new long[greatest - least + 1])];
    }

    /// <summary>Adds the rows of a batch, whose words are in the given layout.</summary>
    public void Add(Batch batch, int layout, ReadOnlySpan<Vector128<ulong>> rows)
    {
        if (Codes is null)
            _near[layout][0] += Kernels.Total(rows);
        else
            Kernels.Add(Codes, batch, rows, _near[layout], Cardinality);
    }

    /// <summary>Ends a block: empties the words, which cannot hold the sums of more rows than a block may have.</summary>
    public void EndBlock(int span, int block)
    {
        var (start, (least, greatest)) = (Zone(span).Least, Codes?.Zone(block, block + 1) ?? (0, 0));
        for (var code = least; code <= greatest; code++)
        {
            Array.Clear(_lanes);
            for (var layout = 0; layout < _words.Count; layout++)
            {
                var near = _near[layout];
                _words[layout].Empty(near[code] + near[Cardinality + code], _lanes);
                near[code] = near[Cardinality + code] = Vector128<ulong>.Zero;
            }

            for (var lane = 0; lane < _lanes.Length; lane++)
                _found[lane][code - start] += _lanes[lane];
        }
    }

    /// <summary>Caches the sums of the span, once it has been read completely.</summary>
    public void Keep(int span)
    {
        for (var lane = 0; lane < _byLane.Length; lane++)
            _segment.Kept.Keep(_byLane[lane], span, _found[lane]);
    }

    private (int Least, int Greatest) Zone(int span) => _segment.Span(span) is var (first, next) && Codes is not null ? Codes.Zone(first, next) : (0, 0);
}
