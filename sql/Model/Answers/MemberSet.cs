using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// A member as an engine knows it: its slicer's name, code, labels (null if the slicer declares them) and sort position within the slicer.
/// </summary>
public sealed record MemberEntry(string Slicer, string Code, string? Ja, string? En, long Sort);

/// <summary>The members that occur in an answer, with their labels and their order within the slicer.</summary>
public sealed class MemberSet
{
    private readonly Dictionary<(string Slicer, string Code), MemberEntry> _members = [];

    /// <summary>Adds a member; if it is already known, the first entry wins.</summary>
    public void Add(MemberEntry member) => _members.TryAdd((member.Slicer, member.Code), member);

    internal void AddAll(MemberSet other)
    {
        foreach (var member in other._members.Values)
        {
            Add(member);
        }
    }

    internal Member MemberOf(SlicerDeclaration slicer, string code, FiscalCalendar calendar) => new(code, LabelOf(slicer, code, calendar));

    /// <summary>
    /// Rows in the slicers' own order: declared order, else by code; reserved codes last, also where one slicer goes before the others, from its end.
    /// </summary>
    internal List<RowKey> Ordered(IReadOnlyCollection<RowKey> rows, IReadOnlyList<SlicerDeclaration> slicers, int? first = null, bool isDescending = false)
    {
        // Sorts each slicer's codes once, so that rows can be compared by position.
        var orders = slicers
            .Select(
                (slicer, place) => InOrder(slicer, [.. rows.Select(row => row.Codes[place]).Distinct(StringComparer.Ordinal)], place == first && isDescending)
            )
            .ToArray();
        int[] places = [.. Enumerable.Range(0, slicers.Count).OrderBy(place => place != first)];
        var (keys, ordered) = (new UInt128[rows.Count], rows.ToArray());
        for (var index = 0; index < keys.Length; index++)
        {
            foreach (var place in places)
                keys[index] = keys[index] * (UInt128)orders[place].Count + (UInt128)orders[place][ordered[index].Codes[place]];
        }

        Array.Sort(keys, ordered);
        return [.. ordered];
    }

    private Dictionary<string, int> InOrder(SlicerDeclaration slicer, string[] codes, bool isDescending)
    {
        var known = codes.ToDictionary(code => code, code => OrderOf(slicer, code), StringComparer.Ordinal);
        Array.Sort(
            codes,
            (left, right) =>
            {
                var (own, other) = (known[left], known[right]);
                return own.Rank != other.Rank
                    ? own.Rank.CompareTo(other.Rank)
                    : (own.Sort != other.Sort ? own.Sort.CompareTo(other.Sort) : string.CompareOrdinal(left, right)) * (isDescending ? -1 : 1);
            }
        );
        return codes.Index().ToDictionary(code => code.Item, code => code.Index, StringComparer.Ordinal);
    }

    private (int Rank, long Sort) OrderOf(SlicerDeclaration slicer, string code) =>
        (
            ReservedCode.Rank(code),
            slicer.Kind == SlicerKind.Column
                ? slicer.Members.TakeWhile(m => m.Code != code).Count()
                : _members.GetValueOrDefault((slicer.Name, code))?.Sort ?? 0
        );

    private Bilingual LabelOf(SlicerDeclaration slicer, string code, FiscalCalendar calendar)
    {
        if (slicer.Reserved.TryGetValue(code, out var declared))
        {
            return declared;
        }

        if (ReservedCode.LabelOf(code) is { } reserved)
        {
            return reserved;
        }

        var known = _members.GetValueOrDefault((slicer.Name, code));
        return slicer.Kind switch
        {
            SlicerKind.Time => calendar.PeriodLabel(slicer.Grain!.Value, code),
            SlicerKind.Column => slicer.Members.FirstOrDefault(m => m.Code == code)?.Label ?? new(code, code),
            _ => new(known?.Ja ?? code, known?.En ?? code),
        };
    }
}
