using System.Globalization;
using System.Runtime.InteropServices;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// How rows are told apart by one or, of a bridged dimension, several slicers of a question: the features that it takes, and the members that a
/// combination of their numbers
/// stands for.
/// </summary>
internal abstract class GroupPart
{
    private readonly Dictionary<(int Slicer, int Member), MemberEntry?> _entries = [];
    private readonly int[][] _only = [new int[1]];

    /// <summary>The places of its slicers among those of the question.</summary>
    public required IReadOnlyList<int> Places { get; init; }

    public required IReadOnlyList<SlicerDeclaration> Slicers { get; init; }

    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>The members for the features' numbers: each a number of its own per slicer; of overlapping members several.</summary>
    public abstract IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers);

    /// <summary>A member, as all occurrences of it have been told by <see cref="MembersOf"/>; each has one entry.</summary>
    public MemberEntry EntryOf(int slicer, int member)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, (slicer, member), out _);
        return entry ??= Entry(slicer, member);
    }

    /// <summary>One member of one slicer, valid until the next is asked for.</summary>
    protected IReadOnlyList<int[]> Only(int member)
    {
        _only[0][0] = member;
        return _only;
    }

    protected abstract MemberEntry Entry(int slicer, int member);

    /// <summary>Numbers of members are below it, and not below 0.</summary>
    public abstract int Bound(int slicer);
}

/// <summary>A slicer over a column of the fact; a member is its text.</summary>
internal sealed class TextPart : GroupPart
{
    public override IReadOnlyList<int[]> MembersOf(ReadOnlySpan<int> numbers) => Only(numbers[0]);

    protected override MemberEntry Entry(int slicer, int member) => new(Slicers[0].Name, TextPool.TextAt(member), null, null, 0);

    public override int Bound(int slicer) => 1 << 16;
}

/// <summary>A slicer over time; a date of which only the year is known has no quarter and no month.</summary>
internal sealed class PeriodPart : GroupPart
{
    private const int FirstYear = 1_800;
    private const int Years = 400;

    /// <summary>Number of the period that a day lies in, from the first year that can be.</summary>
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

/// <summary>A slicer over a dimension of which a row has one member.</summary>
internal sealed class MemberPart(SlicerMembers members) : GroupPart
{
    // Per member the greatest ordinal that occurred: it tells the labels; and the least sort.
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
/// Slicers over a bridged dimension: a row stands under each of its memberships that fulfil the question's filters, once per combination of the
/// slicers' codes; without
/// any under "none", or "not applicable" where it cannot be asked.
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

    // Members are numbered as they come; a set has few.
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
