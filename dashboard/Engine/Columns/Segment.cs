using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// Rows of one fact that were loaded together: their columns, and their division into blocks. Rows are sorted by fiscal year and region, so a block
/// belongs to one year and often to one region. The blocks of a year form a span, or several if there are many. Immutable; shared by all snapshots
/// that contain it.
/// </summary>
/// <param name="fact">The fact.</param>
/// <param name="blocks">First row of each block, followed by the number of rows.</param>
/// <param name="spans">First block of each span, followed by the number of blocks.</param>
/// <param name="columns">By name: the fact's own columns, the keys of its dimensions (<c>region_key</c>), and, under a bridged dimension's name, the
/// set of its members.</param>
/// <param name="ids">The durable ids of the rows.</param>
internal sealed class Segment(Fact fact, int[] blocks, int[] spans, IReadOnlyDictionary<string, Column> columns, RowIds ids)
{
    public Fact Fact => fact;

    public int Rows => blocks[^1];

    public int Blocks => blocks.Length - 1;

    public int Spans => spans.Length - 1;

    public RowIds Ids => ids;

    public IReadOnlyDictionary<string, Column> Columns => columns;

    /// <summary>Cached aggregates of whole spans.</summary>
    public KeptTotals Kept { get; } = new(blocks[^1], spans.Length - 1);

    /// <summary>Bytes used by its rows.</summary>
    public long Bytes { get; } =
        ids.Bytes
        + (blocks.Length + spans.Length) * 4L
        + columns
            .Values.Select(c =>
                c switch
                {
                    CodedColumn coded => coded.Codes,
                    WideColumn wide => wide.Codes,
                    _ => null,
                }
            )
            .OfType<CodeArray>()
            .Distinct()
            .Sum(c => c.Bytes)
        + columns.Values.OfType<WideColumn>().Sum(c => (c.Values?.Length ?? 0) * 8L);

    /// <summary>First row of a block, and the first row after it.</summary>
    public (int From, int To) Block(int block) => (blocks[block], blocks[block + 1]);

    /// <summary>First block of a span, and the first block after it.</summary>
    public (int First, int Next) Span(int span) => (spans[span], spans[span + 1]);

    /// <summary>Number of rows in a span.</summary>
    public int RowsOf(int span) => RowsOf(spans[span], spans[span + 1]);

    /// <summary>Number of rows in the blocks [first, next).</summary>
    public int RowsOf(int first, int next) => blocks[next] - blocks[first];
}

/// <summary>A segment in a snapshot, and the rows in it that a later publication closed or replaced (null: none).</summary>
internal sealed record LiveSegment(Segment Segment, DeadRows? Dead)
{
    public int LiveRows => Segment.Rows - (Dead?.Count ?? 0);
}

/// <summary>The dead rows of a segment: a bitmap with one bit per row. Immutable.</summary>
internal sealed class DeadRows(ulong[] bits, int count)
{
    public int Count => count;

    public bool Holds(int row) => (bits[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>True if any row in [from, to) is dead.</summary>
    public bool AnyIn(int from, int to)
    {
        for (var word = from >> 6; word <= to - 1 >> 6; word++)
        {
            if (bits[word] != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The former dead rows plus those with <paramref name="ids"/>; null if there are none.</summary>
    public static DeadRows? With(DeadRows? former, Segment segment, IReadOnlySet<long> ids)
    {
        var (bits, count) = ((ulong[]?)null, former?.Count ?? 0);
        foreach (var (row, id) in segment.Ids.All())
        {
            if (ids.Contains(id) && former?.Holds(row) != true)
            {
                bits ??= former?.Copy() ?? new ulong[(segment.Rows + 63) / 64];
                bits[row >> 6] |= 1UL << (row & 63);
                count++;
            }
        }

        return bits is null ? former : new DeadRows(bits, count);
    }

    private ulong[] Copy() => (ulong[])bits.Clone();
}
