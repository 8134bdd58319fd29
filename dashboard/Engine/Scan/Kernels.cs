using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The innermost loops: what is done for every row. Each is written once for all widths of codes; the runtime compiles it for each. Codes are below their tables' lengths: loading has made them so.</summary>
internal static class Kernels
{
    /// <summary>Sets (or adds to) each row's key what the table says of its code.</summary>
    public static void Look<TCode, TKey>(ReadOnlySpan<TCode> codes, TKey[] table, Span<TKey> keys, TKey start, bool isFirst)
        where TCode : unmanaged, IBinaryInteger<TCode> where TKey : unmanaged, IBinaryInteger<TKey>
    {
        keys = keys[..codes.Length];
        ref var of = ref MemoryMarshal.GetArrayDataReference(table);
        if (isFirst)
        {
            for (var row = 0; row < codes.Length; row++)
            {
                keys[row] = start + Unsafe.Add(ref of, int.CreateTruncating(codes[row]));
            }
        }
        else
        {
            for (var row = 0; row < codes.Length; row++)
            {
                keys[row] += Unsafe.Add(ref of, int.CreateTruncating(codes[row]));
            }
        }
    }

    /// <summary>Keeps of a row's masks those that its code passes.</summary>
    public static void Keep<TCode>(ReadOnlySpan<TCode> codes, byte[] passes, Span<byte> mask) where TCode : unmanaged, IBinaryInteger<TCode>
    {
        mask = mask[..codes.Length];
        ref var of = ref MemoryMarshal.GetArrayDataReference(passes);
        for (var row = 0; row < codes.Length; row++)
        {
            mask[row] &= Unsafe.Add(ref of, int.CreateTruncating(codes[row]));
        }
    }

    /// <summary>Adds the words that each row's masks stand for.</summary>
    public static void Words(ReadOnlySpan<byte> masks, Vector128<ulong>[] table, Span<Vector128<ulong>> rows)
    {
        masks = masks[..rows.Length];
        ref var of = ref MemoryMarshal.GetArrayDataReference(table);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] += Unsafe.Add(ref of, (int)masks[row]);
        }
    }

    /// <summary>
    /// Adds each row's words to its code's cell. There are two cells per code, for rows in turn: one row after another in the same cell would wait for the one before. The second lies
    /// <paramref name="other"/> cells behind the first.
    /// </summary>
    public static void Add<TCode>(ReadOnlySpan<TCode> codes, ReadOnlySpan<Vector128<ulong>> rows, Vector128<ulong>[] cells, int other) where TCode : unmanaged, IBinaryInteger<TCode>
    {
        rows = rows[..codes.Length];
        ref var first = ref MemoryMarshal.GetArrayDataReference(cells);
        ref var second = ref Unsafe.Add(ref first, other);
        var row = 0;
        for (; row + 1 < codes.Length; row += 2)
        {
            Unsafe.Add(ref first, int.CreateTruncating(codes[row])) += rows[row];
            Unsafe.Add(ref second, int.CreateTruncating(codes[row + 1])) += rows[row + 1];
        }

        if (row < codes.Length)
        {
            Unsafe.Add(ref first, int.CreateTruncating(codes[row])) += rows[row];
        }
    }

    /// <summary>All rows' words together.</summary>
    public static Vector128<ulong> Total(ReadOnlySpan<Vector128<ulong>> rows)
    {
        var (even, odd) = (Vector128<ulong>.Zero, Vector128<ulong>.Zero);
        var row = 0;
        for (; row + 1 < rows.Length; row += 2)
        {
            even += rows[row];
            odd += rows[row + 1];
        }

        return even + odd + (row < rows.Length ? rows[row] : Vector128<ulong>.Zero);
    }

    /// <summary>Sets the bit of each row's id in its key's bitmap, if the row is in the mask; place 0 is nobody's.</summary>
    public static void Mark(ReadOnlySpan<int> keys, ReadOnlySpan<int> ids, ReadOnlySpan<byte> masks, int bit, ulong[] bits, int words)
    {
        ids = ids[..keys.Length];
        masks = masks[..keys.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            var id = ids[row] & -((masks[row] >> bit) & 1);
            bits[keys[row] * words + (id >> 6)] |= 1UL << (id & 63);
        }
    }

    /// <summary>The same where all rows have one key.</summary>
    public static void Mark(ReadOnlySpan<int> ids, ReadOnlySpan<byte> masks, int bit, Span<ulong> bits)
    {
        masks = masks[..ids.Length];
        ref var of = ref MemoryMarshal.GetReference(bits);
        for (var row = 0; row < ids.Length; row++)
        {
            var id = ids[row] & -((masks[row] >> bit) & 1);
            Unsafe.Add(ref of, id >> 6) |= 1UL << (id & 63);
        }
    }
}
