using System.Numerics;
using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The values of a column as lanes add them up: a small whole number per row, of which value = base + factor × number; or the values themselves,
/// where they are too many for that.
/// </summary>
internal sealed class LaneValues
{
    private readonly Column _column;
    private readonly ulong[]? _numbers;
    private readonly byte[]? _isKnown;
    private readonly long _base;
    private readonly long _factor = 1;

    public LaneValues(Column column)
    {
        _column = column;
        switch (column)
        {
            case CodedColumn coded:
                var (least, greatest) = coded.Range;
                var isNarrow = (UInt128)(greatest - least) < 1UL << 32;
                _base = isNarrow ? least : 0;
                long[] values = [.. Enumerable.Range(0, coded.Codes?.Cardinality ?? 1).Select(code => coded.Values[coded.CodeOf(code)])];
                _numbers = [.. values.Select(value => value == Column.Null ? 0 : (ulong)(value - _base))];
                _isKnown = [.. values.Select(value => value == Column.Null ? (byte)0 : (byte)1)];
                Bits = isNarrow ? BitsOf((ulong)(greatest - least)) : 64;
                break;
            case WideColumn { Codes: { } codes } wide:
                (_base, _factor, Bits) = (wide.Base, wide.Factor, BitsOf((ulong)codes.Cardinality));
                break;
            default:
                Bits = 64;
                break;
        }
    }

    /// <summary>
    /// Bits that the numbers of <see cref="LaneWords.MostRows"/> rows add up to; 64: all there are, since no sum of the column can leave them.
    /// </summary>
    public int Bits { get; }

    /// <summary>What a sum of numbers stands for, so many values being known.</summary>
    public long Total(long numbers, long known) => _factor * numbers + _base * known;

    /// <summary>Adds to each row's words its number and a 1 if it is known, where that can be done in one go.</summary>
    public bool AddBoth(Batch batch, ReadOnlySpan<byte> masks, int bit, int sum, int known, Span<Vector128<ulong>> rows)
    {
        switch (_column)
        {
            case WideColumn { HasNulls: true, Codes.Codes: ushort[] shorts }:
                Kernels.Sums<ushort>(shorts.AsSpan(batch.From, batch.Length), masks, bit, sum, known, rows);
                return true;
            case WideColumn { HasNulls: true, Codes.Codes: int[] ints }:
                Kernels.Sums<int>(ints.AsSpan(batch.From, batch.Length), masks, bit, sum, known, rows);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds to each row's words its number (or 1 where it is known), if the row is in the mask.</summary>
    public void Add(LaneKind kind, Batch batch, ReadOnlySpan<byte> masks, int bit, int word, int shift, Span<Vector128<ulong>> rows)
    {
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<Vector128<ulong>, ulong>(rows);
        switch (_column)
        {
            case CodedColumn { Codes: null }:
                var same = kind == LaneKind.Known ? _isKnown![0] : _numbers![0];
                for (var row = 0; row < rows.Length; row++)
                    words[2 * row + word] += (same & (ulong)-((masks[row] >> bit) & 1)) << shift;
                break;
            case CodedColumn { Codes.Codes: byte[] bytes }:
                AddOfTable<byte>(kind, bytes.AsSpan(batch.From, batch.Length), masks, bit, words[word..], shift);
                break;
            case CodedColumn { Codes.Codes: ushort[] shorts }:
                AddOfTable<ushort>(kind, shorts.AsSpan(batch.From, batch.Length), masks, bit, words[word..], shift);
                break;
            case WideColumn { Codes.Codes: ushort[] shorts } wide:
                AddOfCodes<ushort>(kind, wide.HasNulls, shorts.AsSpan(batch.From, batch.Length), masks, bit, words[word..], shift);
                break;
            case WideColumn { Codes.Codes: int[] ints } wide:
                AddOfCodes<int>(kind, wide.HasNulls, ints.AsSpan(batch.From, batch.Length), masks, bit, words[word..], shift);
                break;
            default:
                for (var row = 0; row < rows.Length; row++)
                {
                    var value = _column.ValueAt(batch.From + row);
                    if (value != Column.Null && ((masks[row] >> bit) & 1) != 0)
                        words[2 * row + word] += kind == LaneKind.Known ? 1UL << shift : (ulong)value << shift;
                }

                break;
        }
    }

    private void AddOfTable<T>(LaneKind kind, ReadOnlySpan<T> codes, ReadOnlySpan<byte> masks, int bit, Span<ulong> words, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        var (numbers, known) = (_numbers!, _isKnown!);
        for (var row = 0; row < codes.Length; row++)
        {
            var code = int.CreateTruncating(codes[row]);
            words[2 * row] += ((kind == LaneKind.Known ? known[code] : numbers[code]) & (ulong)-((masks[row] >> bit) & 1)) << shift;
        }
    }

    private static void AddOfCodes<T>(LaneKind kind, bool hasNulls, ReadOnlySpan<T> codes, ReadOnlySpan<byte> masks, int bit, Span<ulong> words, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        masks = masks[..codes.Length];
        if (kind == LaneKind.Sum)
        {
            for (var row = 0; row < codes.Length; row++)
            {
                words[2 * row] += (ulong.CreateTruncating(codes[row]) & (ulong)-((masks[row] >> bit) & 1)) << shift;
            }
        }
        else
        {
            for (var row = 0; row < codes.Length; row++)
            {
                var isKnown = !hasNulls || codes[row] != T.Zero ? 1 : 0;
                words[2 * row] += (ulong)(isKnown & (masks[row] >> bit)) << shift;
            }
        }
    }

    private static int BitsOf(ulong greatest) => Math.Min(64, BitOperations.Log2(greatest | 1) + 1 + BitOperations.Log2(LaneWords.MostRows));
}
