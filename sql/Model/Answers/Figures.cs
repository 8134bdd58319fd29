using System.Runtime.InteropServices;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// An aggregate as an engine returns it: its value (null if unknown), the number of rows it covers, and how many of these have a known value. For a
/// ratio the value is its part, and both counts are its base. Amounts are in minor units.
/// </summary>
public readonly record struct Figure(decimal? Value, long Rows, long Known)
{
    /// <summary>
    /// For an incidence, used instead of the value: when each row stopped waiting, unordered. <see cref="Rows"/> then counts all rows of the fact,
    /// <see cref="Known"/> those among the departures.
    /// </summary>
    public IReadOnlyList<Departure>? Departures { get; init; }

    /// <summary>
    /// For a quotient, used instead of the value: its two sums and the companies behind them; null if there are no rows. <see cref="Rows"/> then
    /// counts the measure's rows, <see cref="Known"/> those with any known part.
    /// </summary>
    public QuotientSums? Quotient { get; init; }

    /// <summary>True if the dataset has data for it: at least one known row or, for an incidence, one row that reached the event.</summary>
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

/// <summary>The figures an engine returned by row and measure, with totals and the members that occurred. Not thread-safe.</summary>
public sealed class Figures
{
    private readonly Dictionary<RowKey, Figure[]> _rows = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private Figure[]? _totals;

    public IReadOnlyCollection<RowKey> Rows => _rows.Keys;

    public MemberSet Members { get; } = new();

    /// <summary>Fact rows scanned.</summary>
    public long RowsScanned { get; set; }

    /// <summary>More combinations occurred than an answer may have rows, so an engine may stop early.</summary>
    public bool IsCut { get; set; }

    /// <summary>The figure of a row, or of the totals if null; a combination that did not occur has zero rows.</summary>
    public Figure Of(RowKey? row, string measure) =>
        _places.TryGetValue(measure, out var place) && (row is null ? _totals : _rows.GetValueOrDefault(row)) is { } figures && place < figures.Length
            ? figures[place]
            : default;

    /// <summary>Adds a row that occurred, and its members to <see cref="Members"/>.</summary>
    public void Add(RowKey row) => _rows.TryAdd(row, []);

    /// <summary>Sets the figure of a row, or of the totals if null, and records that the row occurred.</summary>
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

    /// <summary>Merges figures of other measures or facts.</summary>
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
        // Sized for the measures seen so far, as nearly every row has all of them.
        if (figures is null || figures.Length <= place)
            Array.Resize(ref figures, _places.Count);
        figures[place] = figure;
    }
}
