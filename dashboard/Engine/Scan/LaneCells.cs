using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Cells into which lanes are added up. While a block is read, rows are added by the code that tells them apart, in cells that the processor keeps
/// near; these are emptied into the totals
/// when that changes, or when they could overflow.
/// </summary>
internal sealed class LaneCells(Joint joint, int lanes, Workspace workspace) : SummedCells(joint, lanes, workspace)
{
    /// <summary>More near cells than this are not near, and take long to empty.</summary>
    private const int MostNear = 4_096;

    private IReadOnlyList<LaneWords> _words = [];
    private Vector128<ulong>[][] _near = [];
    private KeySource? _byCode;
    private (Way Way, long Start, KeySource? Source) _held;
    private int _cells;
    private int _rows;

    private enum Way
    {
        None,
        OneCell,
        ByCode,
        ByKey,
        RowByRow,
    }

    /// <summary>Leaves the segment before, whose words lay otherwise.</summary>
    public void Enter(LiveSegment live, IReadOnlyList<LaneWords> words)
    {
        Leave();
        Enter(live);
        _words = words;
        _near = [.. words.Select((_, index) => index < _near.Length ? _near[index] : [])];
    }

    public override void Enter(int first, int next)
    {
        base.Enter(first, next);
        var way =
            !IsDirect ? Way.RowByRow
            : Varying.Count == 0 ? Way.OneCell
            : Varying is [{ Codes.Cardinality: <= MostNear }] ? Way.ByCode
            : Joint.Cells <= MostNear ? Way.ByKey
            : Way.RowByRow;
        var source = way == Way.ByCode ? Varying[0] : null;
        if (_held != (way, Start, source))
        {
            Leave();
            (_held, _byCode) = ((way, Start, source), source);
            _cells = way switch
            {
                Way.OneCell => 1,
                Way.ByCode => source!.Codes.Cardinality,
                Way.ByKey => (int)Joint.Cells,
                _ => 0,
            };
            for (var index = 0; index < _near.Length; index++)
            {
                if (_near[index].Length < 2 * _cells)
                    _near[index] = Workspace.Take<Vector128<ulong>>(2 * _cells);
            }
        }
    }

    /// <param name="batch">The rows.</param>
    /// <param name="masks">Their first masks.</param>
    /// <param name="rows">Their words, as laid out for the segment.</param>
    public void Take(Batch batch, ReadOnlySpan<byte> masks, IReadOnlyList<Vector128<ulong>[]> rows)
    {
        if (_rows + batch.Length > LaneWords.MostRows)
            Empty();
        _rows += batch.Length;
        var keys =
            _held.Way is Way.ByKey ? KeysOf(batch)
            : _held.Way is Way.RowByRow ? PlacesOf(batch, masks)
            : default;
        var totals = Totals();
        for (var index = 0; index < _words.Count; index++)
        {
            var words = rows[index].AsSpan(0, batch.Length);
            switch (_held.Way)
            {
                case Way.OneCell:
                    _near[index][0] += Kernels.Total(words);
                    break;
                case Way.ByKey:
                    Kernels.Add<int>(keys, words, _near[index], _cells);
                    break;
                case Way.ByCode:
                    Kernels.Add(_byCode!.Codes, batch, words, _near[index], _cells);
                    break;
                default:
                    for (var row = 0; row < words.Length; row++)
                    {
                        if ((masks[row] & 1) != 0)
                            _words[index].Empty(words[row], totals.AsSpan(keys[row] * Lanes, Lanes));
                    }

                    break;
            }
        }
    }

    /// <summary>Brings everything into the totals.</summary>
    public void Leave()
    {
        Empty();
        _held = default;
    }

    private void Empty()
    {
        if (_rows == 0 || _held.Way is Way.None or Way.RowByRow)
        {
            _rows = 0;
            return;
        }

        var totals = Totals();
        for (var index = 0; index < _words.Count; index++)
        {
            var near = _near[index];
            for (var cell = 0; cell < _cells; cell++)
            {
                var words = near[cell] + near[_cells + cell];
                if (words == Vector128<ulong>.Zero)
                    continue;
                var place =
                    (int)_held.Start
                    + (
                        _held.Way switch
                        {
                            Way.ByCode => _byCode!.KeyOf(cell),
                            Way.ByKey => cell,
                            _ => 0,
                        }
                    );
                _words[index].Empty(words, totals.AsSpan(place * Lanes, Lanes));
            }

            near.AsSpan(0, 2 * _cells).Clear();
        }

        _rows = 0;
    }
}
