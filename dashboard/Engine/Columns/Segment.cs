using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// Rows of one fact that were loaded together: its columns, and the blocks into which its rows are cut. Rows lie by fiscal year and region, so that a
/// block is of one year and many are
/// of one region. Blocks of one year make a span, or several where they are many. Immutable; it is shared by all snapshots that hold it.
/// </summary>
/// <param name="fact">The fact whose rows they are.</param>
/// <param name="blocks">First row of each block, and the number of rows at the end.</param>
/// <param name="spans">First block of each span, and the number of blocks at the end.</param>
/// <param name="columns">By name: the fact's own columns, the keys of its dimensions (<c>region_key</c>), and under a bridged dimension's name the
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

    /// <summary>What has been worked out of whole spans.</summary>
    public KeptTotals Kept { get; } = new(blocks[^1], spans.Length - 1);

    /// <summary>Bytes that its rows take.</summary>
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

    /// <summary>First row of a block, and the first after it.</summary>
    public (int From, int To) Block(int block) => (blocks[block], blocks[block + 1]);

    /// <summary>First block of a span, and the first after it.</summary>
    public (int First, int Next) Span(int span) => (spans[span], spans[span + 1]);

    /// <summary>How many rows a span has.</summary>
    public int RowsOf(int span) => RowsOf(spans[span], spans[span + 1]);

    /// <summary>How many rows the blocks from one to before another have.</summary>
    public int RowsOf(int first, int next) => blocks[next] - blocks[first];
}

/// <summary>A segment in a snapshot, with the rows that count no more because a later publication has closed or replaced them (null: all count).</summary>
internal sealed record LiveSegment(Segment Segment, DeadRows? Dead)
{
    public int LiveRows => Segment.Rows - (Dead?.Count ?? 0);
}

/// <summary>Rows of a segment that count no more: one bit a row. Immutable.</summary>
internal sealed class DeadRows(ulong[] bits, int count)
{
    public int Count => count;

    public bool Holds(int row) => (bits[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>True where some of the rows from one to before another are dead.</summary>
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

    /// <summary>These and the rows of <paramref name="ids"/>; null where there is none.</summary>
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
