namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Adds the cells of a joint up to the members and totals of one of its needs.</summary>
internal sealed class RollUp
{
    /// <summary>Above this number of combinations, each occurs so rarely that caching them is useless.</summary>
    private const int MostKnown = 1 << 16;

    private readonly Joint _joint;
    private readonly Need _need;
    private readonly (int Axis, int Feature)[][] _groups;
    private readonly int[][] _numbers;

    private RollUp(Joint joint, Need need)
    {
        (_joint, _need) = (joint, need);
        _groups = [.. need.Plan.Groups.Select(part => part.Features.Select(PlaceOf).ToArray())];
        _numbers = [.. _groups.Select(part => new int[part.Length])];
    }

    public static void Of(SummedCells cells, Need need)
    {
        if (!cells.IsEmpty)
            new RollUp(cells.Joint, need).Add(cells);
    }

    public static void Of(IdCells cells, Need need) => new RollUp(cells.Joint, need).Add(cells);

    private void Add(SummedCells cells) =>
        Each(
            cells,
            (place, slots) =>
            {
                for (var index = 0; index < _need.Aggregates.Count; index++)
                {
                    var (aggregate, lane) = _need.Aggregates[index];
                    var value = cells.Total(place, lane);
                    _need.Tally.Totals[aggregate] += value;
                    foreach (var slot in slots)
                    {
                        _need.Tally.Values(slot)[aggregate] += value;
                    }
                }
            }
        );

    private void Add(IdCells cells)
    {
        var (all, bySlot) = (new List<int>(), new Dictionary<int, List<int>>());
        Each(
            cells,
            (place, slots) =>
            {
                all.Add(place);
                foreach (var slot in slots)
                {
                    if (!bySlot.TryGetValue(slot, out var places))
                        bySlot[slot] = places = [];
                    places.Add(place);
                }
            }
        );
        foreach (var (aggregate, index) in _need.Aggregates)
        {
            _need.Tally.Totals[aggregate] = cells.DistinctOf(index, all);
            foreach (var (slot, places) in bySlot)
            {
                _need.Tally.Values(slot)[aggregate] = cells.DistinctOf(index, places);
            }
        }
    }

    /// <summary>Calls back for every place with rows, with the slots of its members.</summary>
    private void Each(Cells cells, Action<int, int[]> take)
    {
        if (cells.IsCut)
        {
            _need.Tally.IsCut = true;
            return;
        }

        // The members of a place depend only on this need's axes: look them up once for all places that differ only in other axes.
        var (strides, combinations) = OwnStrides();
        var known = combinations <= MostKnown ? new int[combinations][] : null;
        var ids = new int[_joint.Axes.Count];
        for (var place = 0; place < cells.Places; place++)
        {
            if (cells.Occurs(place))
            {
                if (!cells.IsDirect)
                    Split(cells.KeyAt(place), ids);
                if (known is null)
                {
                    take(place, SlotsOf(ids));
                }
                else
                {
                    var own = 0L;
                    for (var axis = 0; axis < ids.Length; axis++)
                        own += strides[axis] * ids[axis];
                    take(place, known[own] ??= SlotsOf(ids));
                }
            }

            if (cells.IsDirect)
                Advance(ids);
        }
    }

    private (long[] Strides, long Combinations) OwnStrides()
    {
        var (strides, combinations) = (new long[_joint.Axes.Count], 1L);
        foreach (var axis in _groups.SelectMany(part => part).Select(feature => feature.Axis).Distinct())
        {
            strides[axis] = combinations;
            combinations *= Math.Max(1, _joint.Axes[axis].Count);
        }

        return (strides, combinations);
    }

    private void Split(long key, int[] ids)
    {
        for (var axis = 0; axis < ids.Length; axis++)
            ids[axis] = (int)(key / _joint.Strides[axis] % _joint.Axes[axis].Count);
    }

    /// <summary>Advances to the ids of the next key without dividing.</summary>
    private void Advance(int[] ids)
    {
        for (var axis = 0; axis < ids.Length; axis++)
        {
            if (++ids[axis] < _joint.Axes[axis].Count)
                return;
            ids[axis] = 0;
        }
    }

    private int[] SlotsOf(int[] ids)
    {
        for (var part = 0; part < _numbers.Length; part++)
        {
            for (var feature = 0; feature < _numbers[part].Length; feature++)
            {
                var (axis, at) = _groups[part][feature];
                _numbers[part][feature] = _joint.Axes[axis].Numbers[ids[axis]][at];
            }
        }

        return _need.Tally.SlotsOf(_numbers);
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
