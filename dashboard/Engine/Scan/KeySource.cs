using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// One physical column of a segment as a joint reads it: what each of its codes adds to the key of a row's cell, for all axes that lie in it.
/// </summary>
internal sealed class KeySource
{
    private readonly CodeArray _codes;
    private readonly long[] _wide;
    private readonly int[] _narrow;
    private readonly int[] _changes;

    private KeySource(CodeArray codes, long[] table, bool isNarrow)
    {
        (_codes, _wide) = (codes, table);
        _narrow = isNarrow ? Array.ConvertAll(table, part => (int)part) : [];
        _changes = new int[table.Length];
        for (var code = 1; code < table.Length; code++)
        {
            _changes[code] = _changes[code - 1] + (table[code] == table[code - 1] ? 0 : 1);
        }
    }

    public CodeArray Codes => _codes;

    /// <summary>What a code adds to the key.</summary>
    public int KeyOf(int code) => _narrow[code];

    /// <summary>The sources of a joint in a segment, and what columns of one value add to every key.</summary>
    public static (IReadOnlyList<KeySource> Sources, long Start) Of(Joint joint, Segment segment, bool isNarrow)
    {
        var (start, tables) = (0L, new Dictionary<CodeArray, long[]>());
        for (var axis = 0; axis < joint.Axes.Count; axis++)
        {
            var (projection, stride) = (joint.Axes[axis], joint.Strides[axis]);
            var (ids, coded) = (projection.IdsByCode(segment), (CodedColumn)segment.Columns[projection.Column]);
            if (coded.Codes is null)
            {
                start += stride * ids[0];
                continue;
            }

            if (!tables.TryGetValue(coded.Codes, out var table))
            {
                tables[coded.Codes] = table = new long[coded.Codes.Cardinality];
            }

            for (var code = 0; code < table.Length; code++)
            {
                table[code] += stride * ids[coded.CodeOf(code)];
            }
        }

        return ([.. tables.Select(t => new KeySource(t.Key, t.Value, isNarrow))], start);
    }

    /// <summary>What it adds to every key of the blocks from one to before another, where that is the same for all of their rows.</summary>
    public long? Constant(int first, int next) =>
        _codes.Zone(first, next) is var (least, greatest) && _changes[least] == _changes[greatest] ? _wide[least] : null;

    /// <summary>Sets, or adds to, the keys of a batch's rows.</summary>
    public void Look(Batch batch, Span<int> keys, int start, bool isFirst) => Look(batch, _narrow, keys, start, isFirst);

    /// <inheritdoc cref="Look(Batch, Span{int}, int, bool)" />
    public void Look(Batch batch, Span<long> keys, long start, bool isFirst) => Look(batch, _wide, keys, start, isFirst);

    private void Look<TKey>(Batch batch, TKey[] table, Span<TKey> keys, TKey start, bool isFirst)
        where TKey : unmanaged, System.Numerics.IBinaryInteger<TKey>
    {
        switch (_codes.Codes)
        {
            case byte[] bytes:
                Kernels.Look(bytes.AsSpan(batch.From, batch.Length), table, keys, start, isFirst);
                break;
            case ushort[] shorts:
                Kernels.Look(shorts.AsSpan(batch.From, batch.Length), table, keys, start, isFirst);
                break;
            default:
                Kernels.Look(((int[])_codes.Codes).AsSpan(batch.From, batch.Length), table, keys, start, isFirst);
                break;
        }
    }
}
