using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>One physical column of a segment as a joint reads it: what each of its codes adds to the key of a row's cell, for all axes that lie in it.</summary>
internal sealed class KeySource
{
    private readonly CodeArray? _codes;
    private readonly TestBits? _bits;
    private readonly long[] _wide;
    private readonly int[] _narrow;
    private readonly int[] _changes;

    private KeySource(CodeArray? codes, TestBits? bits, long[] table, bool isNarrow)
    {
        (_codes, _bits, _wide) = (codes, bits, table);
        _narrow = isNarrow ? [.. table.Select(part => (int)part)] : [];
        _changes = new int[table.Length];
        for (var code = 1; code < table.Length; code++)
        {
            _changes[code] = _changes[code - 1] + (table[code] == table[code - 1] ? 0 : 1);
        }
    }

    /// <summary>The sources of a joint in a segment, and what columns of one value add to every key.</summary>
    public static (IReadOnlyList<KeySource> Sources, long Start) Of(Joint joint, Segment segment, bool isNarrow)
    {
        var (start, tables, sources) = (0L, new Dictionary<CodeArray, long[]>(), new List<KeySource>());
        for (var axis = 0; axis < joint.Axes.Count; axis++)
        {
            var (projection, stride) = (joint.Axes[axis], joint.Strides[axis]);
            var ids = projection.IdsByCode(segment);
            switch (segment.Columns[projection.Column])
            {
                case CodedColumn { Codes: null }:
                    start += stride * ids[0];
                    break;
                case CodedColumn coded:
                    if (!tables.TryGetValue(coded.Codes, out var table))
                    {
                        tables[coded.Codes] = table = new long[coded.Codes.Cardinality];
                    }

                    for (var code = 0; code < table.Length; code++)
                    {
                        table[code] += stride * ids[coded.CodeOf(code)];
                    }

                    break;
                case var column:
                    sources.Add(new KeySource(null, new TestBits(column, projection.Features), [.. ids.Select(id => stride * id)], isNarrow));
                    break;
            }
        }

        sources.AddRange(tables.Select(t => new KeySource(t.Key, null, t.Value, isNarrow)));
        return (sources, start);
    }

    /// <summary>What it adds to every key of a block, where that is the same for all of its rows.</summary>
    public long? Constant(int block) => _codes is not null && _codes.Zone(block) is var (least, greatest) && _changes[least] == _changes[greatest] ? _wide[least] : null;

    public void Look(Batch batch, Span<int> keys, int start, bool isFirst)
    {
        switch (_codes?.Codes)
        {
            case byte[] bytes: Kernels.Look(batch.Of(bytes), _narrow, keys, start, isFirst); break;
            case ushort[] shorts: Kernels.Look(batch.Of(shorts), _narrow, keys, start, isFirst); break;
            case int[] ints: Kernels.Look(batch.Of(ints), _narrow, keys, start, isFirst); break;
            default: Kernels.Look(_bits!.Of(batch), _narrow, keys, start, isFirst); break;
        }
    }

    public void Look(Batch batch, Span<long> keys, long start, bool isFirst)
    {
        switch (_codes?.Codes)
        {
            case byte[] bytes: Kernels.Look(batch.Of(bytes), _wide, keys, start, isFirst); break;
            case ushort[] shorts: Kernels.Look(batch.Of(shorts), _wide, keys, start, isFirst); break;
            case int[] ints: Kernels.Look(batch.Of(ints), _wide, keys, start, isFirst); break;
            default: Kernels.Look(_bits!.Of(batch), _wide, keys, start, isFirst); break;
        }
    }
}
