namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Adds the cells of a joint up to the members and totals of one of its needs.</summary>
internal sealed class RollUp
{
    private readonly Joint _joint;
    private readonly Cells _cells;
    private readonly Need _need;
    private readonly (int Axis, int Feature)[][] _groups;
    private readonly (int Place, int Sum, (int Axis, int Feature)[][][] Clauses)[] _aggregates;

    public RollUp(Joint joint, Cells cells, Need need)
    {
        (_joint, _cells, _need) = (joint, cells, need);
        _groups = [.. need.Plan.Groups.Select(part => part.Features.Select(PlaceOf).ToArray())];
        _aggregates = [.. need.Aggregates.Select(place => (place, need.Plan.Aggregates[place].Kind == AggregateKind.Sum ? IndexOf(need.Plan.Aggregates[place].Column!) : -1,
            need.Plan.Aggregates[place].Where.Select(clause => clause.Alternatives.Select(tests => tests.Select(test => PlaceOf(Feature.Of(test))).ToArray()).ToArray()).ToArray()))];
    }

    public void Run()
    {
        var tally = _need.Tally;
        var (ids, numbers, slots) = (new int[_joint.Axes.Count], _groups.Select(part => new int[part.Length]).ToArray(), new List<int>());
        var distinct = new Dictionary<(int Slot, int Aggregate), List<int>>();
        foreach (var (place, key) in _cells.All())
        {
            for (var axis = 0; axis < ids.Length; axis++)
            {
                ids[axis] = (int)(key / _joint.Strides[axis] % _joint.Axes[axis].Count);
            }

            for (var part = 0; part < numbers.Length; part++)
            {
                for (var feature = 0; feature < numbers[part].Length; feature++)
                {
                    numbers[part][feature] = NumberOf(_groups[part][feature], ids);
                }
            }

            tally.SlotsOf(numbers, slots);
            foreach (var (aggregate, sum, clauses) in _aggregates)
            {
                if (!Holds(clauses, ids))
                {
                    continue;
                }

                if (_joint.Distinct is not null)
                {
                    slots.ForEach(slot => Note(slot, aggregate, place));
                    Note(-1, aggregate, place);
                    continue;
                }

                var value = sum < 0 ? _cells.Count(place) : _cells.Sum(sum, place);
                tally.Totals[aggregate] += value;
                foreach (var slot in slots)
                {
                    tally.Values(slot)[aggregate] += value;
                }
            }
        }

        foreach (var ((slot, aggregate), places) in distinct)
        {
            (slot < 0 ? tally.Totals : tally.Values(slot))[aggregate] = _cells.DistinctOf(places);
        }

        void Note(int slot, int aggregate, int place)
        {
            if (!distinct.TryGetValue((slot, aggregate), out var places))
            {
                distinct[(slot, aggregate)] = places = [];
            }

            places.Add(place);
        }
    }

    private bool Holds((int, int)[][][] clauses, int[] ids)
    {
        foreach (var clause in clauses)
        {
            var any = false;
            foreach (var tests in clause)
            {
                var all = true;
                foreach (var test in tests)
                {
                    all &= NumberOf(test, ids) == 1;
                }

                any |= all;
            }

            if (!any)
            {
                return false;
            }
        }

        return true;
    }

    private int NumberOf((int Axis, int Feature) place, int[] ids) => _joint.Axes[place.Axis].Numbers[ids[place.Axis]][place.Feature];

    private (int Axis, int Feature) PlaceOf(Feature feature)
    {
        for (var axis = 0; ; axis++)
        {
            if (_joint.Axes[axis].Column == feature.Column)
            {
                return (axis, _joint.Axes[axis].Features.Index().First(f => f.Item.Equals(feature)).Index);
            }
        }
    }

    private int IndexOf(string sum) => _joint.Sums.Index().First(s => s.Item == sum).Index;
}
