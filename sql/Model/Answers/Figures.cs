using System.Runtime.InteropServices;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// An aggregate as an engine gives it: its value (null: nothing known), the rows it is about, and how many of these are known; of a ratio its part
/// and twice its
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
/// <paramref name="Reached"/> once the event's date is not after the last day that counts, even where the competing date is earlier, since it did not
/// prevent it; else
/// <paramref name="Competing"/> at its days (where it happened nobody knows when: at those of the last day that counts); else <paramref name="Censored"/> after
/// the days (or whole years) from the row's own date to that last day.
/// </summary>
public readonly record struct Departure(int After, long Reached, long Competing, long Censored);

/// <summary>
/// The sums of a quotient, in minor units, its rows' different identities above 0, and the greatest sum of parts that one of them brought, 0 at
/// least (rows without an identity are nobody's).
/// </summary>
public sealed record QuotientSums(decimal Part, decimal Base, long Companies, decimal Largest);

/// <summary>What an engine found: figures by row and measure, their totals, and the members that occurred. Not thread-safe.</summary>
public sealed class Figures
{
    private readonly Dictionary<RowKey, Figure[]> _rows = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private Figure[]? _totals;

    public IReadOnlyCollection<RowKey> Rows => _rows.Keys;

    public MemberSet Members { get; } = new();

    /// <summary>Rows of facts that were looked at.</summary>
    public long RowsScanned { get; set; }

    /// <summary>More combinations occurred than an answer may have rows: an engine need not go on with them.</summary>
    public bool IsCut { get; set; }

    /// <summary>The figure of a row (null: the totals); a combination that did not occur has no rows.</summary>
    public Figure Of(RowKey? row, string measure) =>
        _places.TryGetValue(measure, out var place) && (row is null ? _totals : _rows.GetValueOrDefault(row)) is { } figures && place < figures.Length
            ? figures[place]
            : default;

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
            if (place < other._totals?.Length)
                Set(null, measure, other._totals[place]);
        }

        foreach (var (row, figures) in other._rows)
        {
            Add(row);
            foreach (var (measure, place) in other._places)
            {
                if (place < figures.Length)
                    Set(row, measure, figures[place]);
            }
        }
    }

    /// <summary>Sum of a measure's figures over all rows.</summary>
    internal decimal SumOverRows(string measure) => Rows.Sum(row => Of(row, measure).Value ?? 0);

    private void Set(ref Figure[]? figures, int place, Figure figure)
    {
        // As many as there are measures so far: of an engine's rows nearly all know each of them.
        if (figures is null || figures.Length <= place)
            Array.Resize(ref figures, _places.Count);
        figures[place] = figure;
    }
}
