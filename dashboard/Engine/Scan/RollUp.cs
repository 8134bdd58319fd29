namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Adds the cells of a joint up to the members and totals of one of its needs.</summary>
internal sealed class RollUp
{
    private readonly Joint _joint;
    private readonly Need _need;
    private readonly (int Axis, int Feature)[][] _groups;

    public RollUp(Joint joint, Need need)
    {
        (_joint, _need) = (joint, need);
        _groups = [.. need.Plan.Groups.Select(part => part.Features.Select(PlaceOf).ToArray())];
    }

    public void Of(LaneCells cells) => Each(cells, (place, slots) =>
    {
        foreach (var (aggregate, lane) in _need.Aggregates)
        {
            var value = cells.Total(place, lane);
            _need.Tally.Totals[aggregate] += value;
            foreach (var slot in slots)
            {
                _need.Tally.Values(slot)[aggregate] += value;
            }
        }
    });

    public void Of(IdCells cells)
    {
        var (all, bySlot) = (new List<int>(), new Dictionary<int, List<int>>());
        Each(cells, (place, slots) =>
        {
            all.Add(place);
            foreach (var slot in slots)
            {
                if (!bySlot.TryGetValue(slot, out var places)) bySlot[slot] = places = [];
                places.Add(place);
            }
        });
        foreach (var (aggregate, index) in _need.Aggregates)
        {
            _need.Tally.Totals[aggregate] = cells.DistinctOf(index, all);
            foreach (var (slot, places) in bySlot)
            {
                _need.Tally.Values(slot)[aggregate] = cells.DistinctOf(index, places);
            }
        }
    }

    /// <summary>Every place that rows have come to, with the slots of the members that it stands for.</summary>
    private void Each(Cells cells, Action<int, List<int>> take)
    {
        if (cells.IsCut)
        {
            _need.Tally.IsCut = true;
            return;
        }

        var (ids, numbers, slots) = (new int[_joint.Axes.Count], _groups.Select(part => new int[part.Length]).ToArray(), new List<int>());
        for (var place = 0; place < cells.Places; place++)
        {
            if (!cells.Occurs(place))
            {
                continue;
            }

            var key = cells.KeyAt(place);
            for (var axis = 0; axis < ids.Length; axis++)
            {
                ids[axis] = (int)(key / _joint.Strides[axis] % _joint.Axes[axis].Count);
            }

            for (var part = 0; part < numbers.Length; part++)
            {
                for (var feature = 0; feature < numbers[part].Length; feature++)
                {
                    var (axis, at) = _groups[part][feature];
                    numbers[part][feature] = _joint.Axes[axis].Numbers[ids[axis]][at];
                }
            }

            _need.Tally.SlotsOf(numbers, slots);
            take(place, slots);
        }
    }

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
}
