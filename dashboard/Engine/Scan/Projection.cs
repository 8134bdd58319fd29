using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Some features of one column together: each combination of their numbers that can occur has an id, counted from 0, and each segment a table from
/// its codes to these ids.
/// </summary>
internal sealed class Projection
{
    private readonly Dictionary<(int Id, int Number), int>[] _ids;
    private readonly Dictionary<Segment, int[]> _idsByCode = [];

    public Projection(Snapshot snapshot, IEnumerable<Segment> segments, string column, IReadOnlyList<Feature> features)
    {
        (Column, Features, _ids) = (column, features, [.. features.Select(_ => new Dictionary<(int Id, int Number), int>())]);
        foreach (var segment in segments)
        {
            var coded = (CodedColumn)segment.Columns[column];
            _idsByCode[segment] = IdsOf([.. features.Select(f => f.NumbersOf(snapshot, segment, coded))], coded.Values.Count);
        }
    }

    public string Column { get; }

    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Numbers of the features, by id.</summary>
    public List<int[]> Numbers { get; } = [];

    public int Count => Numbers.Count;

    /// <summary>The id of each code of the column in a segment.</summary>
    public int[] IdsByCode(Segment segment) => _idsByCode[segment];

    /// <summary>Feature by feature: an id for what the ones before have told, and the number of this one.</summary>
    private int[] IdsOf(int[][] numbers, int codes)
    {
        var ids = new int[codes];
        for (var feature = 0; feature < numbers.Length; feature++)
        {
            var (known, isLast) = (_ids[feature], feature == numbers.Length - 1);
            var former = (Id: -1, Number: -1);
            var formerId = -1;
            for (var code = 0; code < codes; code++)
            {
                var key = (Id: ids[code], Number: numbers[feature][code]);
                if (key != former && !known.TryGetValue(key, out formerId))
                {
                    known[key] = formerId = known.Count;
                    if (isLast)
                    {
                        Numbers.Add([.. numbers.Select(f => f[code])]);
                    }
                }

                former = key;
                ids[code] = formerId;
            }
        }

        return ids;
    }
}
