using System.Numerics;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The innermost loops: what is done for every row. Each is written once for all widths of codes; the runtime compiles it for each.</summary>
internal static class Kernels
{
    /// <summary>Sets (or adds to) each row's key what the table says of its code.</summary>
    public static void Look<TCode, TKey>(ReadOnlySpan<TCode> codes, TKey[] table, Span<TKey> keys, TKey start, bool isFirst)
        where TCode : unmanaged, IBinaryInteger<TCode> where TKey : unmanaged, IBinaryInteger<TKey>
    {
        keys = keys[..codes.Length];
        if (isFirst)
        {
            for (var row = 0; row < codes.Length; row++)
            {
                keys[row] = start + table[int.CreateTruncating(codes[row])];
            }
        }
        else
        {
            for (var row = 0; row < codes.Length; row++)
            {
                keys[row] += table[int.CreateTruncating(codes[row])];
            }
        }
    }

    /// <summary>Keeps of a mask the rows whose code passes.</summary>
    public static void Keep<TCode>(ReadOnlySpan<TCode> codes, byte[] passes, Span<byte> mask) where TCode : unmanaged, IBinaryInteger<TCode>
    {
        mask = mask[..codes.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            mask[row] &= passes[int.CreateTruncating(codes[row])];
        }
    }

    /// <summary>The rows that a mask (0 or 1 a row) lets through.</summary>
    public static int Select(ReadOnlySpan<byte> mask, Span<int> selected)
    {
        var count = 0;
        for (var row = 0; row < mask.Length; row++)
        {
            selected[count] = row;
            count += mask[row];
        }

        return count;
    }

    public static void Gather<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> selected, Span<T> to)
    {
        for (var index = 0; index < selected.Length; index++)
        {
            to[index] = from[selected[index]];
        }
    }

    public static void Count(ReadOnlySpan<int> keys, int[] counts)
    {
        foreach (var key in keys)
        {
            counts[key]++;
        }
    }

    public static void Sum(ReadOnlySpan<int> keys, ReadOnlySpan<long> values, long[] sums)
    {
        values = values[..keys.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            sums[keys[row]] += values[row];
        }
    }

    /// <summary>Sets the bit of each row's id in its key's bitmap.</summary>
    public static void Mark(ReadOnlySpan<int> keys, ReadOnlySpan<int> ids, ulong[] bits, int words)
    {
        ids = ids[..keys.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            bits[keys[row] * words + (ids[row] >> 6)] |= 1UL << (ids[row] & 63);
        }
    }
}
