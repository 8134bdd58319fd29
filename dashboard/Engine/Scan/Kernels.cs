using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The innermost loops: what is done for every row. Each is written once for all widths of codes; the runtime compiles it for each. Codes are below
/// their tables' lengths: loading has made them so.
/// </summary>
internal static class Kernels
{
    /// <summary>Sets (or adds to) each row's key what the table says of its code.</summary>
    public static void Look<TCode, TKey>(ReadOnlySpan<TCode> codes, TKey[] table, Span<TKey> keys, TKey start, bool isFirst)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TKey : unmanaged, IBinaryInteger<TKey>
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
    public static void Keep<TCode>(ReadOnlySpan<TCode> codes, byte[] passes, Span<byte> mask)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        mask = mask[..codes.Length];
        ref var of = ref MemoryMarshal.GetArrayDataReference(passes);
        for (var row = 0; row < codes.Length; row++)
        {
            mask[row] &= Unsafe.Add(ref of, int.CreateTruncating(codes[row]));
        }
    }

    /// <summary>Sets each row's words to (or adds to them) what its masks stand for.</summary>
    public static void Words(ReadOnlySpan<byte> masks, Vector128<ulong>[] table, Span<Vector128<ulong>> rows, bool isFirst)
    {
        masks = masks[..rows.Length];
        ref var of = ref MemoryMarshal.GetArrayDataReference(table);
        if (isFirst)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                rows[row] = Unsafe.Add(ref of, (int)masks[row]);
            }
        }
        else
        {
            for (var row = 0; row < rows.Length; row++)
            {
                rows[row] += Unsafe.Add(ref of, (int)masks[row]);
            }
        }
    }

    /// <summary>Adds to the words of each row in a mask its code, and a 1 where that is not 0: a sum of known values and how many there are.</summary>
    /// <param name="sum">The bit of a row's words from which on codes are added; 64 is the first of the second word.</param>
    /// <param name="known">The same for the ones.</param>
    public static void Sums<TCode>(ReadOnlySpan<TCode> codes, ReadOnlySpan<byte> masks, int bit, int sum, int known, Span<Vector128<ulong>> rows)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        masks = masks[..codes.Length];
        rows = rows[..codes.Length];
        var (sumLow, sumHigh) = sum < 64 ? (ulong.MaxValue, 0UL) : (0UL, ulong.MaxValue);
        var (knownLow, knownHigh) = known < 64 ? (1UL << known, 0UL) : (0UL, 1UL << known);
        for (var row = 0; row < codes.Length; row++)
        {
            var code = ulong.CreateTruncating(codes[row]) & (ulong)-((masks[row] >> bit) & 1);
            // All bits or none, without a jump that nobody can foresee.
            var isKnown = (ulong)((long)(0 - code) >> 63);
            code <<= sum;
            rows[row] += Vector128.Create((code & sumLow) + (knownLow & isKnown), (code & sumHigh) + (knownHigh & isKnown));
        }
    }

    /// <summary>
    /// Adds each row's words to its code's cell. There are two cells per code, for rows in turn: one row after another in the same cell would wait
    /// for the one before. The second lies
    /// <paramref name="other"/> cells behind the first.
    /// </summary>
    public static void Add<TCode>(ReadOnlySpan<TCode> codes, ReadOnlySpan<Vector128<ulong>> rows, Vector128<ulong>[] cells, int other)
        where TCode : unmanaged, IBinaryInteger<TCode>
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

    /// <inheritdoc cref="Add{TCode}(ReadOnlySpan{TCode}, ReadOnlySpan{Vector128{ulong}}, Vector128{ulong}[], int)" />
    public static void Add(CodeArray codes, Batch batch, ReadOnlySpan<Vector128<ulong>> rows, Vector128<ulong>[] cells, int other)
    {
        switch (codes.Codes)
        {
            case byte[] bytes:
                Add<byte>(bytes.AsSpan(batch.From, batch.Length), rows, cells, other);
                break;
            case ushort[] shorts:
                Add<ushort>(shorts.AsSpan(batch.From, batch.Length), rows, cells, other);
                break;
            default:
                Add<int>(((int[])codes.Codes).AsSpan(batch.From, batch.Length), rows, cells, other);
                break;
        }
    }

    /// <summary>Sets all bits of some words in others, of which there are as many or more.</summary>
    public static void Unite(ReadOnlySpan<ulong> bits, Span<ulong> into)
    {
        into = into[..bits.Length];
        var word = 0;
        for (; word + Vector256<ulong>.Count <= bits.Length; word += Vector256<ulong>.Count)
        {
            (Vector256.Create(bits[word..]) | Vector256.Create<ulong>(into[word..])).CopyTo(into[word..]);
        }

        for (; word < bits.Length; word++)
            into[word] |= bits[word];
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
    /// <param name="start">What is added to an id to make its place.</param>
    public static void Mark(ReadOnlySpan<int> keys, ReadOnlySpan<int> ids, int start, ReadOnlySpan<byte> masks, int bit, ulong[] bits, int words)
    {
        ids = ids[..keys.Length];
        masks = masks[..keys.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            var id = (ids[row] + start) & -((masks[row] >> bit) & 1);
            bits[keys[row] * words + (id >> 6)] |= 1UL << (id & 63);
        }
    }

    /// <summary>The same where all rows have one key.</summary>
    public static void Mark(ReadOnlySpan<int> ids, int start, ReadOnlySpan<byte> masks, int bit, Span<ulong> bits)
    {
        masks = masks[..ids.Length];
        ref var of = ref MemoryMarshal.GetReference(bits);
        for (var row = 0; row < ids.Length; row++)
        {
            var id = (ids[row] + start) & -((masks[row] >> bit) & 1);
            Unsafe.Add(ref of, id >> 6) |= 1UL << (id & 63);
        }
    }
}
