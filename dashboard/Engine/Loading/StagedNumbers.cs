using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>Numbers while rows arrive: 4 bytes each as long as all of them fit, else 8. Not thread-safe.</summary>
internal sealed class StagedNumbers(int capacity)
{
    private const int NullInt = int.MinValue;

    private int[]? _ints = new int[capacity];
    private long[] _longs = [];

    public int Count { get; private set; }

    public bool HasNulls { get; private set; }

    /// <summary>Least and greatest known value; least is above greatest if none is known.</summary>
    public long Least { get; private set; } = long.MaxValue;

    public long Greatest { get; private set; } = long.MinValue;

    public long this[int row] =>
        _ints is not null
            ? _ints[row] is NullInt
                ? Column.Null
                : _ints[row]
            : _longs[row];

    public void Add(long value)
    {
        if (value == Column.Null)
        {
            HasNulls = true;
        }
        else
        {
            Least = Math.Min(Least, value);
            Greatest = Math.Max(Greatest, value);
        }

        if (Count == (_ints?.Length ?? _longs.Length))
        {
            var length = Math.Max(1024, Count + Count / 4);
            if (_ints is not null)
                Array.Resize(ref _ints, length);
            else
                Array.Resize(ref _longs, length);
        }

        if (_ints is not null && value != Column.Null && value is <= NullInt or > int.MaxValue)
        {
            Widen();
        }

        if (_ints is not null)
            _ints[Count++] = value == Column.Null ? NullInt : (int)value;
        else
            _longs[Count++] = value;
    }

    /// <summary>The distinct values in ascending order, null first; null where there are more than <paramref name="most"/>.</summary>
    public long[]? Distinct(int most)
    {
        var seen = new HashSet<long>();
        var former = Column.Null + 1;
        for (var row = 0; row < Count; row++)
        {
            var value = this[row];
            if (value != former && seen.Add(value) && seen.Count > most)
            {
                return null;
            }

            former = value;
        }

        return [.. seen.Order()];
    }

    /// <summary>
    /// Writes, for each row in the given order, (value − least) ÷ <paramref name="factor"/> + <paramref name="first"/>; 0 if the value is unknown.
    /// </summary>
    public void Encode<T>(T[] codes, int[] order, long factor, int first)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        if (_ints is { } ints && Least > NullInt && Greatest - Least <= int.MaxValue && factor <= int.MaxValue)
        {
            var (least, narrowFactor) = ((int)Least, (uint)factor);
            for (var row = 0; row < codes.Length; row++)
            {
                var value = ints[order[row]];
                codes[row] =
                    value == NullInt
                        ? T.Zero
                        : T.CreateTruncating((narrowFactor == 1 ? (uint)(value - least) : (uint)(value - least) / narrowFactor) + (uint)first);
            }

            return;
        }

        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = this[order[row]] is not Column.Null and var value ? T.CreateTruncating((value - Least) / factor + first) : T.Zero;
        }
    }

    /// <summary>The greatest common divisor of the known values' distances from the least one.</summary>
    public long CommonFactor()
    {
        ulong factor = 0;
        for (var row = 0; row < Count && factor != 1; row++)
        {
            if (this[row] is not Column.Null and var value)
            {
                var distance = (ulong)(value - Least);
                if (factor == 0 || distance % factor != 0)
                {
                    factor = Greatest(factor, distance);
                }
            }
        }

        return factor is 0 or > long.MaxValue ? 1 : (long)factor;

        static ulong Greatest(ulong a, ulong b)
        {
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            return a;
        }
    }

    private void Widen()
    {
        _longs = new long[_ints!.Length];
        for (var row = 0; row < Count; row++)
        {
            _longs[row] = _ints[row] == NullInt ? Column.Null : _ints[row];
        }

        _ints = null;
    }
}
