using Analytics.Dashboard.Engine.Columns;
using Analytics.Dashboard.Engine.Loading;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// Rows lie by fiscal year and region; blocks end with the region if they are not too small, and always with the year; spans with the year, and
/// before they are too large.
/// </summary>
public class RowOrderTests
{
    private static readonly SegmentSizes Small = new()
    {
        SmallBlock = 2,
        LargeBlock = 4,
        LargeSpan = 8,
    };

    // 2008: 1 row of region 1, 6 of 2 (joined, since 1 row is no block); 2009: nothing; 2010: 2 of region 1, 11 of region 2.
    [Fact]
    public void Blocks_EndWithTheYear_AndWithTheRegionUnlessTheyAreSmall()
    {
        var (blocks, spans) = Cut((2008, 1, 1), (2008, 2, 6), (2010, 1, 2), (2010, 2, 11));

        Assert.Equal([0, 4, 7, 9, 13, 17, 20], blocks);
        // A block that starts at row 13 might make nine rows or more of what starts at 7.
        Assert.Equal([0, 2, 4, 6], spans);
    }

    [Fact]
    public void Year_OfOneRow_IsASpan()
    {
        var (blocks, spans) = Cut((2008, 1, 1), (2009, 1, 1), (2010, 1, 1));

        Assert.Equal([0, 1, 2, 3], blocks);
        Assert.Equal([0, 1, 2, 3], spans);
    }

    private static (int[] Blocks, int[] Spans) Cut(params (int Year, int Region, int Rows)[] parts)
    {
        var (dates, regions) = (new StagedCodes(0), new StagedCodes(0));
        // They come the other way round.
        foreach (var (year, region, rows) in parts.Reverse())
        {
            for (var row = 0; row < rows; row++)
            {
                dates.AddDate(year * 10_000 + 601);
                regions.Add(region);
            }
        }

        return RowOrder.Of(dates, regions, new FiscalCalendar(4)).Cut(Small);
    }
}
