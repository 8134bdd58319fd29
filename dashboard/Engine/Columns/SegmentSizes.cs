namespace Analytics.Dashboard.Engine.Columns;

/// <summary>Limits, in rows, for reading a fact and dividing it into blocks and spans.</summary>
public sealed record SegmentSizes
{
    public static readonly SegmentSizes Default = new();

    /// <summary>Minimum rows of a block that ends because the region changes.</summary>
    public int SmallBlock { get; init; } = 1_024;

    /// <summary>Maximum rows of a block; at most <see cref="Scan.LaneWords.MostRows"/>.</summary>
    public int LargeBlock { get; init; } = 16_384;

    /// <summary>
    /// Maximum rows of a span: large enough that cached aggregates take little memory, small enough that one can be scanned quickly.
    /// </summary>
    public int LargeSpan { get; init; } = 131_072;

    /// <summary>Facts with fewer rows are merged into one segment at every change, which is cheap at that size.</summary>
    public int FewRows { get; init; } = 20_000;

    /// <summary>
    /// Facts with at least this many rows are read over two connections, because reading a row costs the server more than this process.
    /// </summary>
    public int ManyRows { get; init; } = 100_000;
}
