using System.Collections.Concurrent;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Builds a segment from rows that arrive in any order: stages them column by column, sorts them by fiscal year and region, then converts the columns
/// to their narrowest form two at a time, so that only those two exist twice. Not thread-safe.
/// </summary>
internal sealed class SegmentBuilder(FactLayout layout, FiscalCalendar calendar, IReadOnlyDictionary<string, ReferralSets> memberships, int capacity)
{
    private readonly StagedCodes?[] _codes =
    [
        .. layout.Columns.Select(c => c.Kind is LoadedKind.Number or LoadedKind.Identity ? null : new StagedCodes(capacity)),
    ];
    private readonly StagedNumbers?[] _numbers =
    [
        .. layout.Columns.Select(c => c.Kind is LoadedKind.Number or LoadedKind.Identity ? new StagedNumbers(capacity) : null),
    ];
    private StagedNumbers? _ids = new(capacity);

    public int Rows => _ids?.Count ?? 0;

    /// <summary>Adds all rows of a copy whose fields are the durable id and the layout's columns.</summary>
    public void Read(RowStream rows, CancellationToken cancellation)
    {
        var columns = layout
            .Columns.Select((column, index) => (column.Kind, Codes: _codes[index], Numbers: _numbers[index], Sets: memberships.GetValueOrDefault(column.Name)))
            .ToArray();
        while (rows.NextRow())
        {
            _ids!.Add(rows.Number(Column.Null));
            foreach (ref readonly var column in columns.AsSpan())
            {
                switch (column.Kind)
                {
                    case LoadedKind.Key:
                        column.Codes!.Add(rows.Number(Column.Null));
                        break;
                    case LoadedKind.Date:
                        column.Codes!.AddDate((int)rows.Number(0));
                        break;
                    case LoadedKind.Text:
                        column.Codes!.AddText(rows.Text());
                        break;
                    case LoadedKind.Membership:
                        column.Codes!.Add(column.Sets!.SetOf(rows.Number(Column.Null)));
                        break;
                    default:
                        column.Numbers!.Add(rows.Number(Column.Null));
                        break;
                }
            }

            if ((_ids.Count & 0xffff) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Appends the rows of another builder with the same layout. Neither builder may read any more; the other one cannot be used again.
    /// </summary>
    public void Add(SegmentBuilder other)
    {
        Append(_ids!, other._ids!);
        other._ids = null;
        Each(
            Enumerable.Range(0, _codes.Length).ToList(),
            column =>
            {
                _codes[column]?.AddAll(other._codes[column]!);
                if (_numbers[column] is { } numbers)
                    Append(numbers, other._numbers[column]!);
                (other._codes[column], other._numbers[column]) = (null, null);
            }
        );

        static void Append(StagedNumbers numbers, StagedNumbers others)
        {
            for (var row = 0; row < others.Count; row++)
                numbers.Add(others[row]);
        }
    }

    /// <summary>Adds the live rows of a segment.</summary>
    public void Add(LiveSegment live)
    {
        var columns = layout
            .Columns.Select((column, index) => (Column: live.Segment.Columns[column.Name], Codes: _codes[index], Numbers: _numbers[index]))
            .ToArray();
        foreach (var (row, id) in live.Segment.Ids.All())
        {
            if (live.Dead?.Holds(row) == true)
            {
                continue;
            }

            _ids!.Add(id);
            foreach (var (column, codes, numbers) in columns)
            {
                if (codes is not null)
                    codes.Add(column.ValueAt(row));
                else
                    numbers!.Add(column.ValueAt(row));
            }
        }
    }

    /// <summary>Builds the segment; null if there are no rows. The builder cannot be used again.</summary>
    public Segment? Build()
    {
        var rows = Rows;
        if (rows == 0)
        {
            return null;
        }

        var date = _codes[IndexOf(layout.Fact.DateColumn)]!;
        var region = layout.Columns.Any(c => c.Name == RegionColumn) ? _codes[IndexOf(RegionColumn)] : null;
        var order = RowOrder.Of(date, region, calendar);
        var columns = new ConcurrentDictionary<string, Column>(StringComparer.Ordinal);
        var packing = new Packing(order);
        var coded = Enumerable.Range(0, _codes.Length).Where(c => _codes[c] is not null).Select(c => (Index: c, Coding: Coding.Of(_codes[c]!))).ToList();
        // The sort columns are not packed with others, so that each block has a single code in them.
        Each(
            coded
                .Where(c =>
                    ReferenceEquals(_codes[c.Index], date) || ReferenceEquals(_codes[c.Index], region) || !packing.Takes(layout.Columns[c.Index].Name, c.Coding)
                )
                .ToList(),
            c =>
            {
                columns[layout.Columns[c.Index].Name] = c.Coding.Permuted(order);
                _codes[c.Index] = null;
            }
        );
        // The dates are finished now, so days can be derived from them.
        var few = new ConcurrentDictionary<string, Coding>(StringComparer.Ordinal);
        Each(
            Enumerable.Range(0, _numbers.Length).Where(c => _numbers[c] is not null).ToList(),
            index =>
            {
                var (column, numbers) = (layout.Columns[index], _numbers[index]!);
                if (column.DaysTo is { } milestone && DerivedDays(columns, milestone, numbers, order) is { } days)
                    columns[column.Name] = days;
                else if (column.Kind == LoadedKind.Number && Coding.OfFew(numbers) is { } coding)
                    few[column.Name] = coding;
                else
                    columns[column.Name] = WideCoding.Permuted(numbers, order, mayUseDictionary: column.Kind == LoadedKind.Number);
                _numbers[index] = null;
            }
        );
        foreach (var (name, coding) in few.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (!packing.Takes(name, coding))
                columns[name] = coding.Permuted(order);
        }

        foreach (var (name, column) in packing.Build())
        {
            columns[name] = column;
        }

        var (blocks, spans) = order.Cut(layout.Sizes);
        Each(
            columns
                .Values.Select(c =>
                    c switch
                    {
                        CodedColumn coded => coded.Codes,
                        WideColumn wide => wide.Codes,
                        _ => null,
                    }
                )
                .OfType<CodeArray>()
                .Distinct()
                .ToList(),
            codes => codes.MeasureZones(blocks)
        );
        var (ids, places) = (_ids!, order.Rows);
        _ids = null;
        return new Segment(layout.Fact, blocks, spans, columns, RowIds.Of(rows, row => ids[places[row]]));
    }

    private const string RegionColumn = "region_key";

    // The server has finished its work by now. Two at a time, because a column being converted exists twice.
    private static void Each<T>(IReadOnlyList<T> items, Action<T> work) => Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = 2 }, work);

    private int IndexOf(string name) => layout.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == name).i;

    /// <summary>Represents the days as the difference of two dates, if every row agrees. Not tried for packed dates, which have few values.</summary>
    private DaysColumn? DerivedDays(ConcurrentDictionary<string, Column> columns, string milestone, StagedNumbers days, RowOrder order)
    {
        if (columns.GetValueOrDefault(milestone) is not CodedColumn reached || columns.GetValueOrDefault(layout.Fact.DateColumn) is not CodedColumn since)
        {
            return null;
        }

        var derived = new DaysColumn(reached, since);
        for (var row = 0; row < order.Rows.Length; row++)
        {
            if (days[order.Rows[row]] != derived.ValueAt(row))
            {
                return null;
            }
        }

        return derived;
    }
}
