using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The cells of a question, row by row: rows whose features have equal numbers lie in one cell, and cells are numbered as they come. Not thread-safe.
/// </summary>
internal sealed class RowCells(Snapshot snapshot, IReadOnlyList<GroupPart> groups)
{
    private readonly Feature[] _features = [.. groups.SelectMany(part => part.Features)];
    private readonly Dictionary<(int Cell, int Number), int>[] _next =
    [
        .. groups.SelectMany(part => part.Features).Select(_ => new Dictionary<(int Cell, int Number), int>()),
    ];
    private readonly List<int[]> _numbers = [];
    private (CodedColumn Column, int[] Numbers)[] _columns = [];

    public int Count => _numbers.Count;

    public void Enter(Segment segment) =>
        _columns = [
            .. _features
                .Select(feature => (CodedColumn)segment.Columns[feature.Column])
                .Zip(_features, (column, feature) => (column, feature.NumbersOf(snapshot, segment, column))),
        ];

    /// <summary>The cell of a row: feature by feature, the place of what the ones before have told together with the number of this one.</summary>
    public int Of(int row)
    {
        var cell = 0;
        for (var feature = 0; feature < _columns.Length; feature++)
        {
            var (column, numbers) = _columns[feature];
            var key = (cell, numbers[column.Codes is { } codes ? column.CodeOf(codes.At(row)) : 0]);
            if (!_next[feature].TryGetValue(key, out cell))
            {
                _next[feature][key] = cell = _next[feature].Count;
                if (feature == _columns.Length - 1)
                {
                    _numbers.Add(NumbersOf(row));
                }
            }
        }

        if (_numbers.Count == 0)
        {
            _numbers.Add([]);
        }

        return cell;
    }

    /// <summary>The numbers of a cell's features, by the parts that they belong to.</summary>
    public int[][] NumbersOfParts(int cell)
    {
        var at = 0;
        return [.. groups.Select(part => _numbers[cell][at..(at += part.Features.Count)])];
    }

    private int[] NumbersOf(int row) => [.. _columns.Select(c => c.Numbers[c.Column.Codes is { } codes ? c.Column.CodeOf(codes.At(row)) : 0])];
}
