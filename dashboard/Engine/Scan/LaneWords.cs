using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// How some lanes of a segment lie side by side in two 64-bit words, each with bits enough for what <see cref="MostRows"/> rows add up to, so that
/// one addition adds a row to all of them. A
/// column's values stand in it as its codes; what they add up to is made of the codes' sum when a cell is emptied. Lanes whose values are too wide
/// have a word of their own.
/// </summary>
internal sealed class LaneWords
{
    /// <summary>Rows after which cells must be emptied into the totals.</summary>
    public const int MostRows = 1 << 14;

    private const int CountBits = 15;
    private readonly List<Place> _places = [];
    private readonly int[] _free = [64, 64];
    private (int Plane, Vector128<ulong>[] Table)[]? _planes;

    private readonly record struct Place(int Lane, LaneKind Kind, int Mask, int Word, int Shift, int Bits, LaneValues? Values)
    {
        /// <summary>Its first bit, counted through both words.</summary>
        public int Bit => 64 * Word + Shift;
    }

    private LaneWords() { }

    /// <summary>Lays all lanes out in as few pairs of words as they need.</summary>
    public static IReadOnlyList<LaneWords> Of(Lanes lanes, Segment segment)
    {
        var (all, values) = (new List<LaneWords> { new() }, new Dictionary<string, LaneValues>(StringComparer.Ordinal));
        var paired = lanes.All.Where(lane => lane.Kind == LaneKind.Sum).Select(lanes.KnownOf).ToHashSet();
        foreach (var (place, lane) in lanes.All.Index().Where(l => !paired.Contains(l.Index)))
        {
            // Values and how many of them are known go together: the one cannot be told without the other.
            var column = lane.Column is null ? null : Of(values, segment, lane.Column);
            int[] bits = lane.Kind == LaneKind.Sum ? [CountBits, column!.Bits] : [CountBits];
            var words = all.Find(w => w.Fits(bits));
            if (words is null)
                all.Add(words = new LaneWords());
            if (lane.Kind == LaneKind.Sum)
            {
                words.Put(lanes.KnownOf(lane), lane with { Kind = LaneKind.Known }, bits[0], column);
                words.Put(place, lane, bits[1], column);
            }
            else
            {
                words.Put(place, lane, bits[0], column);
            }
        }

        return all;
    }

    private static LaneValues Of(Dictionary<string, LaneValues> values, Segment segment, string column) =>
        values.TryGetValue(column, out var known) ? known : values[column] = new LaneValues(segment.Columns[column]);

    private bool Fits(ReadOnlySpan<int> bits)
    {
        var (first, second) = (_free[0], _free[1]);
        foreach (var needed in bits)
        {
            if (needed <= first)
                first -= needed;
            else if (needed <= second)
                second -= needed;
            else
                return false;
        }

        return true;
    }

    private void Put(int place, Lane lane, int bits, LaneValues? values)
    {
        var word = bits <= _free[0] ? 0 : 1;
        _free[word] -= bits;
        _places.Add(new Place(place, lane.Kind, lane.Mask, word, _free[word], bits, values));
    }

    /// <summary>The words of each row of a batch.</summary>
    public void Fill(IReadOnlyList<byte[]> masks, Batch batch, Span<Vector128<ulong>> rows)
    {
        // What the masks of a row add to its words is looked up; one plane after the other.
        _planes ??= [.. _places.Where(p => p.Values is null).Select(p => p.Mask / Masks.PerPlane).Distinct().Select(plane => (plane, TableOf(plane)))];
        if (_planes is [])
            rows.Clear();
        for (var index = 0; index < _planes.Length; index++)
        {
            Kernels.Words(masks[_planes[index].Plane], _planes[index].Table, rows, isFirst: index == 0);
        }

        for (var index = 0; index < _places.Count; index++)
        {
            if (_places[index] is not { Values: { } values } place)
                continue;
            var (mask, bit) = (masks[place.Mask / Masks.PerPlane], place.Mask % Masks.PerPlane);
            // A sum stands behind the number of its known values: both are added in one go where they can.
            if (
                index + 1 < _places.Count
                && _places[index + 1] is { Kind: LaneKind.Sum } sum
                && sum.Values == values
                && sum.Mask == place.Mask
                && values.AddBoth(batch, mask, bit, sum.Bit, place.Bit, rows)
            )
                index++;
            else
                values.Add(place.Kind, batch, mask, bit, place.Word, place.Shift, rows);
        }
    }

    /// <summary>Adds what a cell holds to its totals.</summary>
    public void Empty(Vector128<ulong> cell, Span<long> totals)
    {
        var known = 0L;
        foreach (var place in _places)
        {
            var found = (cell.GetElement(place.Word) >> place.Shift) & (place.Bits == 64 ? ulong.MaxValue : (1UL << place.Bits) - 1);
            if (place.Kind == LaneKind.Sum)
            {
                totals[place.Lane] += place.Values!.Total((long)found, known);
            }
            else
            {
                totals[place.Lane] += known = (long)found;
            }
        }
    }

    private Vector128<ulong>[] TableOf(int plane)
    {
        var table = new Vector128<ulong>[256];
        foreach (var place in _places.Where(p => p.Values is null && p.Mask / Masks.PerPlane == plane))
        {
            for (var bits = 0; bits < table.Length; bits++)
            {
                var one = (ulong)((bits >> (place.Mask % Masks.PerPlane)) & 1) << place.Shift;
                table[bits] += place.Word == 0 ? Vector128.Create(one, 0UL) : Vector128.Create(0UL, one);
            }
        }

        return table;
    }
}
