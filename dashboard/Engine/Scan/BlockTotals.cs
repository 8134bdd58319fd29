using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// What the lanes of a pass add up to over all rows of a block. Where a pass looks at every row of a block and tells none of them apart, that is all it needs to know of it. Kept with the
/// segment, whose rows never change: a few numbers per thousands of rows.
/// </summary>
internal sealed class BlockTotals
{
    /// <summary>Kinds of sums that a segment keeps: more than the product's measures need.</summary>
    private const int MostKept = 512;

    private readonly long[][] _byLane;
    private readonly long[] _lanes;

    private BlockTotals(long[][] byLane) => (_byLane, _lanes) = (byLane, new long[byLane.Length]);

    public static BlockTotals Of(Lanes lanes, Segment segment)
    {
        string[] texts = [.. lanes.All.Select(lanes.TextOf)];
        // Looked up once: another reader may clear what is kept at any moment.
        long[]?[] kept = [.. texts.Select(text => segment.BlockTotals.GetValueOrDefault(text))];
        if (!kept.Contains(null))
        {
            return new BlockTotals(kept!);
        }

        var found = AddUp(lanes, segment);
        if (segment.BlockTotals.Count + texts.Length > MostKept) segment.BlockTotals.Clear();
        for (var lane = 0; lane < texts.Length; lane++) segment.BlockTotals[texts[lane]] = found[lane];
        return new BlockTotals(found);
    }

    /// <summary>The lanes' totals of a block, valid until the next is asked for.</summary>
    public ReadOnlySpan<long> Block(int block)
    {
        for (var lane = 0; lane < _lanes.Length; lane++) _lanes[lane] = _byLane[lane][block];
        return _lanes;
    }

    private static long[][] AddUp(Lanes lanes, Segment segment)
    {
        var (masks, live) = (lanes.Masks.OfEveryRow(), new LiveSegment(segment, null));
        var planes = Enumerable.Range(0, masks.Planes).Select(plane => new MaskPlane(masks, plane, live)).ToList();
        var words = LaneWords.Of(lanes, segment);
        var (rows, sums) = (new Vector128<ulong>[Batch.Size], new Vector128<ulong>[words.Count]);
        var (totals, ofBlock) = (lanes.All.Select(_ => new long[segment.Blocks]).ToArray(), new long[lanes.All.Count]);
        for (var block = 0; block < segment.Blocks; block++)
        {
            planes.ForEach(plane => plane.Enter(block));
            Array.Clear(sums);
            foreach (var batch in Batch.Of(segment.Block(block)))
            {
                byte[][] ofRows = [.. planes.Select(plane => plane.Of(batch))];
                for (var index = 0; index < words.Count; index++)
                {
                    words[index].Fill(ofRows, batch, rows.AsSpan(0, batch.Length));
                    sums[index] += Kernels.Total(rows.AsSpan(0, batch.Length));
                }
            }

            // A block has no more rows than words can hold the sums of.
            Array.Clear(ofBlock);
            for (var index = 0; index < words.Count; index++) words[index].Empty(sums[index], ofBlock);
            for (var lane = 0; lane < totals.Length; lane++) totals[lane][block] = ofBlock[lane];
        }

        return totals;
    }
}
