namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// The codes of one physical column, one per row, in the narrowest array that holds them (1, 2 or 4 bytes per row), with a zone map: the least and
/// greatest code of every block. A block in which no code passes a filter is skipped, and one with a single code needs no row-by-row check. Immutable
/// once its zones are measured.
/// </summary>
internal sealed class CodeArray
{
    private int[] _least = [];
    private int[] _greatest = [];

    private CodeArray(Array codes, int cardinality) => (Codes, Cardinality) = (codes, cardinality);

    public CodeArray(byte[] codes, int cardinality)
        : this((Array)codes, cardinality) { }

    public CodeArray(ushort[] codes, int cardinality)
        : this((Array)codes, cardinality) { }

    public CodeArray(int[] codes, int cardinality)
        : this((Array)codes, cardinality) { }

    /// <summary>A <c>byte[]</c>, <c>ushort[]</c> or <c>int[]</c>.</summary>
    public Array Codes { get; }

    /// <summary>Exclusive upper bound of the codes.</summary>
    public int Cardinality { get; }

    public long Bytes => Buffer.ByteLength(Codes) + (_least.Length + _greatest.Length) * 4L;

    /// <summary>The code of a row.</summary>
    public int At(int row) =>
        Codes switch
        {
            byte[] bytes => bytes[row],
            ushort[] shorts => shorts[row],
            var ints => ((int[])ints)[row],
        };

    /// <summary>Least and greatest code in the blocks [first, next).</summary>
    public (int Least, int Greatest) Zone(int first, int next)
    {
        var (least, greatest) = (_least[first], _greatest[first]);
        for (var block = first + 1; block < next; block++)
        {
            least = Math.Min(least, _least[block]);
            greatest = Math.Max(greatest, _greatest[block]);
        }

        return (least, greatest);
    }

    /// <summary>An empty array of the narrowest kind that holds codes below <paramref name="cardinality"/>.</summary>
    public static Array Narrowest(int cardinality, int rows) =>
        cardinality <= 256 ? new byte[rows]
        : cardinality <= 65_536 ? new ushort[rows]
        : new int[rows];

    public static CodeArray Of(Array codes, int cardinality) => new(codes, cardinality);

    /// <param name="starts">First row of each block, and the number of rows at the end.</param>
    public void MeasureZones(ReadOnlySpan<int> starts)
    {
        (_least, _greatest) = (new int[starts.Length - 1], new int[starts.Length - 1]);
        for (var block = 0; block < _least.Length; block++)
        {
            var (from, to) = (starts[block], starts[block + 1]);
            (_least[block], _greatest[block]) = Codes switch
            {
                byte[] bytes => Extremes<byte>(bytes.AsSpan(from, to - from)),
                ushort[] shorts => Extremes<ushort>(shorts.AsSpan(from, to - from)),
                var ints => Extremes<int>(((int[])ints).AsSpan(from, to - from)),
            };
        }
    }

    private static (int Least, int Greatest) Extremes<T>(ReadOnlySpan<T> codes)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var (least, greatest) = (codes[0], codes[0]);
        foreach (var code in codes)
        {
            least = T.Min(least, code);
            greatest = T.Max(greatest, code);
        }

        return (int.CreateTruncating(least), int.CreateTruncating(greatest));
    }
}
