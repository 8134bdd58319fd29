using System.Globalization;
using System.Runtime.InteropServices;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Groups rows by one slicer or, for a bridged dimension, by several: the features that it needs, and the members that each combination of feature
/// numbers stands for.
/// </summary>
internal abstract class GroupPart
{
    private readonly Dictionary<(int Slicer, int Member), MemberEntry?> _entries = [];
    private readonly int[][] _only = [new int[1]];

    /// <summary>Positions of its slicers in the question.</summary>
    public required IReadOnlyList<int> Places { get; init; }

    public required IReadOnlyList<SlicerDeclaration> Slicers { get; init; }

    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>The members for the feature numbers, one number per slicer. Overlapping slicers may give several.</summary>
    public abstract IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers);

    /// <summary>The entry of a member, based on all its occurrences returned by <see cref="MembersOf"/>.</summary>
    public MemberEntry EntryOf(int slicer, int member)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, (slicer, member), out _);
        return entry ??= Entry(slicer, member);
    }

    /// <summary>A single member of a single slicer; the result is valid until the next call.</summary>
    protected IReadOnlyList<int[]> Only(int member)
    {
        _only[0][0] = member;
        return _only;
    }

    protected abstract MemberEntry Entry(int slicer, int member);

    /// <summary>Exclusive upper bound of the slicer's member numbers, which start at 0.</summary>
    public abstract int Bound(int slicer);
}

/// <summary>A slicer over a column of the fact; the member is the text itself.</summary>
internal sealed class TextPart : GroupPart
{
    public override IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers) => Only(numbers[0]);

    protected override MemberEntry Entry(int slicer, int member) => new(Slicers[0].Name, TextPool.TextAt(member), null, null, 0);

    public override int Bound(int slicer) => 1 << 16;
}

/// <summary>A slicer over time. If only the year of a date is known, it has no quarter and no month.</summary>
internal sealed class PeriodPart : GroupPart
{
    private const int FirstYear = 1_800;
    private const int Years = 400;

    /// <summary>Number of the period that contains a day, counted from the first possible year.</summary>
    public static int NumberOf(FiscalCalendar calendar, TimeGrain grain, long day)
    {
        if (day < 1)
        {
            return 0;
        }

        var date = DateOnly.FromDayNumber((int)day);
        return grain switch
        {
            TimeGrain.FiscalYear => calendar.YearOf(date) - FirstYear,
            TimeGrain.Quarter => (calendar.YearOf(date) - FirstYear) * 4 + (date.Month - calendar.StartMonth + 12) % 12 / 3,
            _ => (date.Year - FirstYear) * 12 + date.Month - 1,
        };
    }

    public override IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers) => Only(numbers.Length == 1 || numbers[1] == 1 ? numbers[0] : Bound(0) - 1);

    protected override MemberEntry Entry(int slicer, int member) => new(Slicers[0].Name, CodeOf(member), null, null, 0);

    public override int Bound(int slicer) => Years * PerYear + 1;

    private int PerYear =>
        Slicers[0].Grain switch
        {
            TimeGrain.FiscalYear => 1,
            TimeGrain.Quarter => 4,
            _ => 12,
        };

    private string CodeOf(int member) =>
        member == Bound(0) - 1
            ? ReservedCode.NotApplicable
            : Slicers[0].Grain switch
            {
                TimeGrain.FiscalYear => (member + FirstYear).ToString(CultureInfo.InvariantCulture),
                TimeGrain.Quarter => string.Create(CultureInfo.InvariantCulture, $"{member / 4 + FirstYear}-Q{member % 4 + 1}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{member / 12 + FirstYear}-{member % 12 + 1:00}"),
            };
}

/// <summary>A slicer over a dimension in which each row has one member.</summary>
internal sealed class MemberPart(SlicerMembers members) : GroupPart
{
    // For each member, the greatest ordinal that occurred (it supplies the labels) and the least sort value.
    private readonly Dictionary<int, (int Latest, long Sort)> _seen = [];

    public override IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers)
    {
        var (ordinal, member) = (numbers[0], members.MemberOf(numbers[0]));
        var sort = members.Entry(ordinal).Sort;
        _seen[member] = _seen.TryGetValue(member, out var seen) ? (Math.Max(seen.Latest, ordinal), Math.Min(seen.Sort, sort)) : (ordinal, sort);
        return Only(member);
    }

    protected override MemberEntry Entry(int slicer, int member) => members.Entry(_seen[member].Latest) with { Sort = _seen[member].Sort };

    public override int Bound(int slicer) => members.Count;
}

/// <summary>
/// Slicers over a bridged dimension. A row counts under each of its memberships that pass the question's filters, once per combination of codes;
/// without any, under "none", or under "not applicable" if the dimension does not apply to it.
/// </summary>
internal sealed class BridgePart(DimensionTable table, MembershipSets sets, Func<int, bool> isShown) : GroupPart
{
    private readonly Dictionary<int, IReadOnlyList<int[]>> _members = [];
    private readonly List<Dictionary<string, int>> _numbers = [];
    private readonly Dictionary<(int Slicer, int Member), (int Least, int Greatest)> _seen = [];
    private readonly List<List<string>> _codes = [];

    public override IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers)
    {
        var set = numbers[0] - 1;
        if (_members.TryGetValue(set, out var members))
        {
            return members;
        }

        var found = new List<int[]>();
        foreach (var membership in sets.Keys(set).Where(isShown).GroupBy(key => string.Join('\u001f', Slicers.Select(s => CodeOf(s, key)))))
        {
            found.Add([.. Slicers.Select((slicer, index) => See(index, CodeOf(slicer, membership.First()), membership.Min()))]);
        }

        if (found.Count == 0)
        {
            var without = set == MembershipSets.NotApplicable ? ReservedCode.NotApplicable : ReservedCode.None;
            found.Add([.. Slicers.Select((_, index) => See(index, without, key: null))]);
        }

        return _members[set] = found;
    }

    protected override MemberEntry Entry(int slicer, int member)
    {
        var (declaration, code) = (Slicers[slicer], _codes[slicer][member]);
        if (!_seen.TryGetValue((slicer, member), out var keys))
        {
            return new MemberEntry(declaration.Name, code, null, null, 0);
        }

        return SlicerMembers.EntryOf(declaration, table, table.PlaceOf(keys.Greatest)) with
        {
            Sort = declaration.SortColumn is { } sort ? table.Sorts(sort)[table.PlaceOf(keys.Least)] : 0,
        };
    }

    // Members are numbered in order of occurrence; a set has few.
    public override int Bound(int slicer) => 1 << 14;

    private string CodeOf(SlicerDeclaration slicer, int key) => table.Texts(slicer.CodeColumn!)[table.PlaceOf(key)]!;

    private int See(int slicer, string code, int? key)
    {
        while (_numbers.Count <= slicer)
        {
            _numbers.Add(new Dictionary<string, int>(StringComparer.Ordinal));
            _codes.Add([]);
        }

        if (!_numbers[slicer].TryGetValue(code, out var member))
        {
            member = _codes[slicer].Count;
            _numbers[slicer][code] = member;
            _codes[slicer].Add(code);
        }

        if (key is { } of)
        {
            _seen[(slicer, member)] = _seen.TryGetValue((slicer, member), out var keys) ? (Math.Min(keys.Least, of), Math.Max(keys.Greatest, of)) : (of, of);
        }

        return member;
    }
}
