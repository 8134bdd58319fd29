namespace Analytics.Dashboard.Engine.Columns;

/// <summary>How a fact's rows are read and cut, in rows.</summary>
public sealed record SegmentSizes
{
    public static readonly SegmentSizes Default = new();

    /// <summary>Fewest rows of a block that ends because the region changes.</summary>
    public int SmallBlock { get; init; } = 1_024;

    /// <summary>Most rows of a block; no more than <see cref="Scan.LaneWords.MostRows"/>.</summary>
    public int LargeBlock { get; init; } = 16_384;

    /// <summary>Most rows of a span: what is known of whole spans takes little memory, and one that has to be read little time.</summary>
    public int LargeSpan { get; init; } = 131_072;

    /// <summary>Facts of fewer rows than this are put together into one segment at every change: it costs nothing.</summary>
    public int FewRows { get; init; } = 20_000;

    /// <summary>Facts of so many rows or more are read by two connections: the server has more to do with a row than this process has.</summary>
    public int ManyRows { get; init; } = 100_000;
}
