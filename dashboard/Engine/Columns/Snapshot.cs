using System.Collections.Concurrent;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// A dataset as of one publication, in memory: its facts, dimensions and targets. Immutable: a later publication makes a new snapshot, which shares
/// unchanged segments. Readers take the reference and need no lock.
/// </summary>
internal sealed class Snapshot(
    DatasetState dataset,
    IReadOnlyDictionary<Fact, FactTable> facts,
    IReadOnlyDictionary<Dimension, DimensionTable> dimensions,
    IReadOnlyDictionary<Dimension, MembershipSets> memberships,
    TargetSheet targets
)
{
    private readonly ConcurrentDictionary<SlicerDeclaration, SlicerMembers> _members = new();
    private readonly ConcurrentDictionary<(Segment, SlicerDeclaration), int[]> _ordinals = new();

    /// <summary>
    /// Cached answers to member lookups (which members of a slicer occur), which pages repeat constantly. Keyed by slicer and by the conditions on
    /// the fact's rows. Thread-safe.
    /// </summary>
    public ConcurrentDictionary<(SlicerDeclaration Slicer, string Rows), Figures> Standing { get; } = new();

    public DatasetState Dataset => dataset;

    public IReadOnlyDictionary<Fact, FactTable> Facts => facts;

    public IReadOnlyDictionary<Dimension, DimensionTable> Dimensions => dimensions;

    public IReadOnlyDictionary<Dimension, MembershipSets> Memberships => memberships;

    public TargetSheet Targets => targets;

    public long Rows => facts.Values.Sum(f => f.LiveRows);

    public long Bytes => facts.Values.Sum(f => f.Bytes);

    /// <summary>The members of a slicer over a dimension that is not bridged.</summary>
    public SlicerMembers MembersOf(SlicerDeclaration slicer) => _members.GetOrAdd(slicer, s => new SlicerMembers(s, dimensions[s.Dimension!]));

    /// <summary>Maps each code of a segment's column to the ordinal of its member in a slicer; computed once.</summary>
    public int[] OrdinalsOf(Segment segment, SlicerDeclaration slicer, CodedColumn column, Func<long, int> ordinalOf) =>
        _ordinals.GetOrAdd((segment, slicer), _ => [.. column.Values.Select(ordinalOf)]);
}

/// <summary>A fact in a snapshot: the segment of the initial load and those of later changes.</summary>
internal sealed record FactTable(Fact Fact, IReadOnlyList<LiveSegment> Segments)
{
    public long LiveRows => Segments.Sum(s => (long)s.LiveRows);

    public long Bytes => Segments.Sum(s => s.Segment.Bytes);
}

/// <summary>
/// The members of a slicer over a dimension. An ordinal stands for a run of keys, in key order, with the same code, labels and sort value. If a code
/// has several ordinals, the greatest one that occurs supplies the labels, just as the greatest key does in SQL.
/// </summary>
internal sealed class SlicerMembers
{
    private readonly DimensionTable _table;
    private readonly int[] _ordinalByPlace;
    private readonly List<MemberEntry> _entries = [];
    private readonly List<int> _members = [];

    public SlicerMembers(SlicerDeclaration slicer, DimensionTable table)
    {
        _table = table;
        _ordinalByPlace = new int[table.Keys.Count];
        var latest = new Dictionary<string, int>(StringComparer.Ordinal);
        var members = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < _ordinalByPlace.Length; place++)
        {
            var entry = EntryOf(slicer, table, place);
            if (!latest.TryGetValue(entry.Code, out var ordinal) || _entries[ordinal] != entry)
            {
                latest[entry.Code] = ordinal = _entries.Count;
                _entries.Add(entry);
                members.TryAdd(entry.Code, members.Count);
                _members.Add(members[entry.Code]);
            }

            _ordinalByPlace[place] = ordinal;
        }
    }

    public int Count => _entries.Count;

    public int OrdinalOf(long key) => _ordinalByPlace[_table.PlaceOf(key)];

    public MemberEntry Entry(int ordinal) => _entries[ordinal];

    /// <summary>A number that identifies the code of an ordinal.</summary>
    public int MemberOf(int ordinal) => _members[ordinal];

    public static MemberEntry EntryOf(SlicerDeclaration slicer, DimensionTable table, int place) =>
        new(
            slicer.Name,
            table.Texts(slicer.CodeColumn!)[place]!,
            table.Texts(slicer.LabelColumnJa!)[place],
            table.Texts(slicer.LabelColumnEn!)[place],
            slicer.SortColumn is { } sort ? table.Sorts(sort)[place] : 0
        );
}
