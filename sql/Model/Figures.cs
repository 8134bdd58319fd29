using System.Runtime.InteropServices;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// An aggregate as an engine gives it: its value (null: nothing known), the rows it is about, and how many of these are known; of a ratio its part and twice its
/// base. Amounts in minor units.
/// </summary>
public readonly record struct Figure(decimal? Value, long Rows, long Known)
{
    /// <summary>
    /// Of an incidence, instead of a value: when the rows stopped waiting, in any order. <see cref="Rows"/> are then all rows of the fact, <see cref="Known"/>
    /// those among the departures.
    /// </summary>
    public IReadOnlyList<Departure>? Departures { get; init; }

    /// <summary>
    /// Of a quotient, instead of a value: its two sums and who stands behind them; null: of no row. <see cref="Rows"/> are then the rows that the measure is
    /// about, <see cref="Known"/> those of which any part is known.
    /// </summary>
    public QuotientSums? Quotient { get; init; }

    /// <summary>The dataset has something to say about it: a row that is known; of an incidence, one that has reached the event.</summary>
    internal bool IsOfSomething => Departures is { } departures ? departures.Any(d => d.Reached > 0) : Known > 0;
}

/// <summary>
/// How many rows stopped waiting after <paramref name="After"/> days (or whole years, where the event counts years). Each row of the measure is in exactly one:
/// <paramref name="Reached"/> once the event's date is not after the last day that counts, even where the competing date is earlier, since it did not prevent it; else
/// <paramref name="Competing"/> at its days (where it happened nobody knows when: at those of the last day that counts); else <paramref name="Censored"/> after
/// the days (or whole years) from the row's own date to that last day.
/// </summary>
public readonly record struct Departure(int After, long Reached, long Competing, long Censored);

/// <summary>
/// The sums of a quotient, in minor units, its rows' different identities above 0, and the greatest sum of parts that one of them brought, 0 at
/// least (rows without an identity are nobody's).
/// </summary>
public sealed record QuotientSums(decimal Part, decimal Base, long Companies, decimal Largest);

/// <summary>A combination of members that a row of the answer stands for, in the slicers' order.</summary>
public sealed record RowKey(IReadOnlyList<string> Codes)
{
    // A row is looked up for every cell: its codes are read once.
    private int? _hash;

    public bool Equals(RowKey? other) => other is not null && (ReferenceEquals(this, other) || (GetHashCode() == other.GetHashCode() && Codes.SequenceEqual(other.Codes, StringComparer.Ordinal)));

    public override int GetHashCode()
    {
        if (_hash is not { } hash)
        {
            hash = Codes.Count;
            for (var index = 0; index < Codes.Count; index++) hash = HashCode.Combine(hash, Codes[index].GetHashCode(StringComparison.Ordinal));
            _hash = hash;
        }

        return hash;
    }
}

/// <summary>What an engine found: figures by row and measure, their totals, and the members that occurred. Not thread-safe.</summary>
public sealed class Figures
{
    private readonly Dictionary<RowKey, Figure[]> _rows = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private Figure[]? _totals;

    public IReadOnlyCollection<RowKey> Rows => _rows.Keys;

    public MemberBook Members { get; } = new();

    /// <summary>Rows of facts that were looked at.</summary>
    public long RowsScanned { get; set; }

    /// <summary>More combinations occurred than an answer may have rows: an engine need not go on with them.</summary>
    public bool IsCut { get; set; }

    /// <summary>The figure of a row (null: the totals); a combination that did not occur has no rows.</summary>
    public Figure Of(RowKey? row, string measure) =>
        _places.TryGetValue(measure, out var place) && (row is null ? _totals : _rows.GetValueOrDefault(row)) is { } figures && place < figures.Length ? figures[place] : default;

    /// <summary>Adds a row that occurred; its members go to <see cref="Members"/>.</summary>
    public void Add(RowKey row) => _rows.TryAdd(row, []);

    /// <summary>Sets the figure of a row, which occurs thereby (null: the totals).</summary>
    public void Set(RowKey? row, string measure, Figure figure)
    {
        if (!_places.TryGetValue(measure, out var place))
        {
            _places[measure] = place = _places.Count;
        }

        if (row is null)
        {
            Set(ref _totals, place, figure);
        }
        else
        {
            Set(ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, row, out _), place, figure);
        }
    }

    /// <summary>Takes over what was found about other measures or facts.</summary>
    public void AddAll(Figures other)
    {
        Members.AddAll(other.Members);
        RowsScanned += other.RowsScanned;
        IsCut |= other.IsCut;
        foreach (var (measure, place) in other._places)
        {
            if (place < other._totals?.Length) Set(null, measure, other._totals[place]);
        }

        foreach (var (row, figures) in other._rows)
        {
            Add(row);
            foreach (var (measure, place) in other._places)
            {
                if (place < figures.Length) Set(row, measure, figures[place]);
            }
        }
    }

    /// <summary>Sum of a measure's figures over all rows.</summary>
    internal decimal SumOverRows(string measure) => Rows.Sum(row => Of(row, measure).Value ?? 0);

    private void Set(ref Figure[]? figures, int place, Figure figure)
    {
        // As many as there are measures so far: of an engine's rows nearly all know each of them.
        if (figures is null || figures.Length <= place) Array.Resize(ref figures, _places.Count);
        figures[place] = figure;
    }

    /// <summary>Takes a row that <see cref="FactStatement"/> gives.</summary>
    internal void Read(NpgsqlDataReader reader, IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<MeasureDeclaration> measures, bool isTotal)
    {
        RowKey? row = null;
        if (!isTotal)
        {
            var members = by.Select((slicer, index) => MemberEntry.Read(reader, slicer, index * FactStatement.ColumnsPerSlicer)).ToList();
            members.ForEach(Members.Add);
            Add(row = new RowKey([.. members.Select(m => m.Code)]));
        }

        if (measures is [{ IsSpread: true } spread])
        {
            var column = isTotal ? 0 : by.Count * FactStatement.ColumnsPerSlicer;
            Set(row, spread.Name, spread.Kind == MeasureKind.Incidence ? WithDepartures(Of(row, spread.Name), reader, column) : WithOneMore(Of(row, spread.Name), reader, column));
            return;
        }

        for (var index = 0; index < measures.Count; index++)
        {
            Set(row, measures[index].Name, Read(reader, [.. Enumerable.Range((isTotal ? 0 : by.Count * FactStatement.ColumnsPerSlicer) + index * MeasureSql.ColumnsPerMeasure, MeasureSql.ColumnsPerMeasure)]));
        }
    }

    private static Figure WithDepartures(Figure figure, NpgsqlDataReader reader, int column)
    {
        figure = figure with { Rows = figure.Rows + reader.GetInt64(column + 1), Departures = figure.Departures ?? new List<Departure>() };
        if (reader.IsDBNull(column))
        {
            return figure;
        }

        var departure = new Departure((int)reader.GetInt64(column), reader.GetInt64(column + 2), reader.GetInt64(column + 3), reader.GetInt64(column + 4));
        ((List<Departure>)figure.Departures).Add(departure);
        return figure with { Known = figure.Known + departure.Reached + departure.Competing + departure.Censored };
    }

    private static Figure WithOneMore(Figure figure, NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
        {
            return figure;
        }

        var (isSomebody, part, sums) = (reader.GetInt64(column) > 0, reader.GetDecimal(column + 2), figure.Quotient ?? new QuotientSums(0, 0, 0, 0));
        return figure with
        {
            Rows = figure.Rows + reader.GetInt64(column + 1),
            Known = figure.Known + reader.GetInt64(column + 4),
            Quotient = new QuotientSums(
                sums.Part + part, sums.Base + reader.GetDecimal(column + 3), sums.Companies + (isSomebody ? 1 : 0), isSomebody ? Math.Max(sums.Largest, part) : sums.Largest),
        };
    }

    /// <summary>The figure that three columns tell: value, rows, and how many of these are known; see <see cref="MeasureSql"/>.</summary>
    internal static Figure Read(NpgsqlDataReader reader, int[] columns)
    {
        decimal? value = reader.IsDBNull(columns[0]) ? null : reader.GetDecimal(columns[0]);
        return reader.IsDBNull(columns[1]) ? new Figure(value, (long)value!.Value, (long)value.Value) : new Figure(value, reader.GetInt64(columns[1]), reader.GetInt64(columns[2]));
    }
}
