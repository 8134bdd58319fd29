using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Rows that wait for a milestone: how many stopped waiting after how many days (or years), and why. What a departure is, <see cref="Departure"/>
/// says.
/// </summary>
internal sealed class WaitingRows(Fact fact, IncidenceDeclaration incidence, IReadOnlyList<Clause> where, DateOnly day) : Spread
{
    /// <summary>Key of a milestone that was reached, nobody knows when.</summary>
    private const long SomeDay = -1;

    private readonly KeyedCells<Stops> _stops = new(
        (left, right) => new(left.Rows + right.Rows, left.Reached + right.Reached, left.Competing + right.Competing, left.Censored + right.Censored)
    );
    private RowTests _where = null!;
    private Column _date = null!;
    private Column _reachedOn = null!;
    private Column _reachedAfter = null!;
    private Column? _endedOn;
    private Column? _endedAfter;

    public override void Enter(Segment segment)
    {
        var (awaited, competing) = (incidence.Event.Milestones[0], incidence.Competing?.Milestones[0]);
        (_where, _date) = (new RowTests(where, segment), segment.Columns[fact.DateColumn]);
        (_reachedOn, _reachedAfter) = (segment.Columns[awaited.DateColumn], segment.Columns[awaited.DaysColumn]);
        (_endedOn, _endedAfter) = competing is null ? (null, null) : (segment.Columns[competing.DateColumn], segment.Columns[competing.DaysColumn]);
    }

    public override void Take(int cell, int row)
    {
        if (!_where.Hold(row))
        {
            _stops.Add(cell, Column.Null, new Stops(1, 0, 0, 0));
        }
        else if (IsReached(_reachedOn.ValueAt(row)))
        {
            _stops.Add(cell, _reachedAfter.ValueAt(row), new Stops(1, 1, 0, 0));
        }
        else if (_endedOn?.ValueAt(row) is { } ended && (IsReached(ended) || ended == SomeDay))
        {
            _stops.Add(cell, ended == SomeDay ? Waited(row) : _endedAfter!.ValueAt(row), new Stops(1, 0, 1, 0));
        }
        else
        {
            _stops.Add(cell, Waited(row), new Stops(1, 0, 0, 1));
        }
    }

    public override Figure FigureOf(IReadOnlyList<int> cells)
    {
        var stops = _stops.Together(cells);
        List<Departure> departures =
        [
            .. stops.Where(s => s.Key != Column.Null).Select(s => new Departure((int)s.Key, s.Value.Reached, s.Value.Competing, s.Value.Censored)),
        ];
        return new Figure(null, stops.Values.Sum(s => s.Rows), departures.Sum(d => d.Reached + d.Competing + d.Censored)) { Departures = departures };
    }

    private bool IsReached(long date) => date >= 1 && date <= day.DayNumber;

    private long Waited(int row)
    {
        var from = _date.ValueAt(row);
        if (!incidence.Event.IsInYears)
        {
            return day.DayNumber - from;
        }

        var first = DateOnly.FromDayNumber((int)from);
        return day.Year - first.Year - ((day.Month, day.Day).CompareTo((first.Month, first.Day)) < 0 ? 1 : 0);
    }

    /// <summary>Rows, and of these those that reached the event, were ended by the competing one, waited until the last day.</summary>
    private readonly record struct Stops(long Rows, long Reached, long Competing, long Censored);
}
