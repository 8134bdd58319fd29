using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>The row order of a segment: by fiscal year, then by region, then by arrival. Most questions filter or group by year or region.</summary>
internal sealed class RowOrder
{
    private readonly int[] _ends;
    private readonly int _regions;

    private RowOrder(int[] rows, int[] ends, int regions) => (Rows, _ends, _regions) = (rows, ends, regions);

    /// <summary>For each position in the segment, the row's arrival index.</summary>
    public int[] Rows { get; }

    public static RowOrder Of(StagedCodes date, StagedCodes? region, FiscalCalendar calendar)
    {
        int[] years = [.. date.Values.Select(day => day > 0 ? calendar.YearOf(DateOnly.FromDayNumber((int)day)) : 0)];
        int[] distinct = [.. years.Distinct().Order()];
        var regions = region is null ? [0] : Coding.Order(region.Values);
        int[] firstOfYear = [.. years.Select(year => Array.BinarySearch(distinct, year) * regions.Length)];

        // Counting sort: count the rows of each year and region, then place them.
        var next = new int[distinct.Length * regions.Length + 1];
        for (var row = 0; row < date.Count; row++)
        {
            next[BucketOf(row) + 1]++;
        }

        for (var bucket = 1; bucket < next.Length; bucket++)
        {
            next[bucket] += next[bucket - 1];
        }

        var rows = new int[date.Count];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[next[BucketOf(row)]++] = row;
        }

        return new RowOrder(rows, next[..^1], regions.Length);

        int BucketOf(int row) => firstOfYear[CodeAt(date.Codes, row)] + (region is null ? 0 : regions[CodeAt(region.Codes, row)]);
    }

    /// <summary>First row of each block, followed by the number of rows; first block of each span, followed by the number of blocks.</summary>
    public (int[] Blocks, int[] Spans) Cut(SegmentSizes sizes)
    {
        var (blocks, spans) = (new List<int>(), new List<int>());
        var at = 0;
        foreach (var year in _ends.Chunk(_regions).Where(ends => ends[^1] > at))
        {
            Start(at, isOfYear: true);
            foreach (var end in year)
            {
                if (end > at && at - blocks[^1] >= sizes.SmallBlock)
                    Start(at);
                while (end - blocks[^1] > sizes.LargeBlock)
                    Start(blocks[^1] + sizes.LargeBlock);
                at = end;
            }
        }

        return ([.. blocks, Rows.Length], [.. spans, blocks.Count]);

        void Start(int row, bool isOfYear = false)
        {
            // The block that starts here may become as large as the limit.
            if (isOfYear || row - blocks[spans[^1]] > sizes.LargeSpan - sizes.LargeBlock)
                spans.Add(blocks.Count);
            blocks.Add(row);
        }
    }

    private static int CodeAt(Array codes, int row) =>
        codes switch
        {
            byte[] bytes => bytes[row],
            ushort[] shorts => shorts[row],
            _ => ((int[])codes)[row],
        };
}
