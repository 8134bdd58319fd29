using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The aggregates of one question while cells are added up to its members: per combination of members and in all. What is distinct is told by sets of
/// ids, which are united where cells
/// meet. Not thread-safe.
/// </summary>
internal sealed class Tally(QuestionPlan plan)
{
    private readonly Dictionary<UInt128, int> _slots = [];
    private readonly List<(int[] Members, long[] Values)> _groups = [];
    private readonly int[] _combination = new int[plan.Groups.Sum(part => part.Slicers.Count)];
    private readonly List<int> _found = [];

    public long[] Totals { get; } = new long[plan.Aggregates.Count];

    /// <summary>There were more combinations than an answer may have rows: what is here is not all.</summary>
    public bool IsCut { get; set; }

    /// <summary>The slot of each combination of members that the numbers of the parts' features stand for.</summary>
    public int[] SlotsOf(int[][] numbers)
    {
        _found.Clear();
        Combine(0, _combination, 0, default, numbers, _found);
        return [.. _found];
    }

    public long[] Values(int slot) => _groups[slot].Values;

    public int Count => _groups.Count;

    /// <summary>Every combination that occurred: its members, valid until the next, and its aggregates.</summary>
    public IEnumerable<(IReadOnlyList<MemberEntry> Members, long[] Values)> Groups()
    {
        var entries = new List<MemberEntry>(_combination.Length);
        foreach (var (members, values) in _groups)
        {
            entries.Clear();
            for (var group = 0; group < plan.Groups.Count; group++)
            {
                var part = plan.Groups[group];
                for (var slicer = 0; slicer < part.Slicers.Count; slicer++)
                {
                    entries.Add(part.EntryOf(slicer, members[entries.Count]));
                }
            }

            yield return (entries, values);
        }
    }

    private void Combine(int part, int[] members, int filled, UInt128 key, int[][] numbers, List<int> slots)
    {
        if (part == plan.Groups.Count)
        {
            if (!_slots.TryGetValue(key, out var slot))
            {
                if (_groups.Count == QuestionRules.MostRows)
                {
                    IsCut = true;
                    return;
                }

                _slots[key] = slot = _groups.Count;
                _groups.Add(((int[])members.Clone(), new long[plan.Aggregates.Count]));
            }

            slots.Add(slot);
            return;
        }

        var group = plan.Groups[part];
        var choices = group.MembersOf(numbers[part]);
        for (var index = 0; index < choices.Count; index++)
        {
            var choice = choices[index];
            var next = key;
            for (var slicer = 0; slicer < choice.Length; slicer++)
            {
                members[filled + slicer] = choice[slicer];
                next = next * (UInt128)(uint)group.Bound(slicer) + (UInt128)(uint)choice[slicer];
            }

            Combine(part + 1, members, filled + choice.Length, next, numbers, slots);
        }
    }
}
