using System.Globalization;
using System.Text.Json;
using Analytics.Sql.Commands;

namespace Analytics.Sql.Audit;

/// <summary>One page of a list: <see cref="Number"/> from 1, and how many items there are in all.</summary>
public sealed record Page<T>(int Number, int Size, long Total, IReadOnlyList<T> Items);

/// <summary>A file that was offered, and what became of it.</summary>
public sealed record BatchRow
{
    public required int Batch { get; init; }
    public required string Dataset { get; init; }
    public required string Source { get; init; }
    public required string Owner { get; init; }
    public required string File { get; init; }

    /// <summary>Of its content; null where the file could not be opened.</summary>
    public required string? Sha256 { get; init; }

    public required long Bytes { get; init; }
    public required string Format { get; init; }
    public required string? Encoding { get; init; }
    public required string ReceivedVia { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>refused, loaded, published, withdrawn or held.</summary>
    public required string State { get; init; }

    public required int RowsRead { get; init; }
    public required int RowsLoaded { get; init; }

    /// <summary>Of the loaded rows, the first of their key. With the two below they sum up to the loaded ones; null until the batch is published.</summary>
    public required int? RowsNew { get; init; }

    /// <summary>Of the loaded rows, those whose key was known and that say something else than the statement they follow.</summary>
    public required int? RowsRevised { get; init; }

    /// <summary>Of the loaded rows, those that repeat the statement they follow, and change nothing.</summary>
    public required int? RowsUnchanged { get; init; }

    /// <summary>Rows that loading rejected. Read = loaded + rejected.</summary>
    public required int RowsRejected { get; init; }

    /// <summary>Rows that the newest publication counts as rejected: what a later file has mended is left out, what only a publication can see is in.</summary>
    public required int RowsRejectedNow { get; init; }

    /// <summary>Rows that wait for their referral now.</summary>
    public required int RowsWaiting { get; init; }

    /// <summary>Rows that are no data, by kind, as JSON.</summary>
    public required string RowsSkipped { get; init; }

    /// <summary>Rows that are no data: all of <see cref="RowsSkipped"/>.</summary>
    public long RowsPassed
    {
        get
        {
            using var kinds = JsonDocument.Parse(RowsSkipped);
            return kinds.RootElement.EnumerateObject().Sum(kind => kind.Value.GetInt64());
        }
    }

    public required IReadOnlyList<string> UnknownColumns { get; init; }

    /// <summary>Rule, reason and mend of a refused file, as JSON; else null.</summary>
    public required string? Refusal { get; init; }

    /// <summary>Why a batch is held, as JSON (reason, check, rows at fault); else null.</summary>
    public required string? Held { get; init; }

    /// <summary>Why it was withdrawn, when and by whom, as JSON; else null.</summary>
    public required string? Withdrawal { get; init; }

    public required double? LoadSeconds { get; init; }

    /// <summary>The first publication that showed it.</summary>
    public required int? PublishedIn { get; init; }

    /// <summary>The publication that took up its rows last: after a reload, or where it was brought back, not the first.</summary>
    public required int? ShownBy { get; init; }

    public required int? WithdrawnIn { get; init; }
}

/// <summary>
/// What became of a batch at an instant (UTC): <c>withdrawn</c>, <c>released</c>, <c>reloaded</c>, <c>held</c>; <c>kept</c> where it was read again
/// and keeps its former rows, as that cannot be
/// published; <c>published</c> and <c>taken-out</c> with the publication that shows it, or shows it no more. <see cref="Why"/> is what whoever did it
/// said, <see cref="Reason"/> what the product found.
/// <see cref="By"/> is null where nobody was signed in.
/// </summary>
public sealed record BatchEvent(DateTimeOffset At, string Event, string? Why, string? By, int? Publication, Bilingual? Reason);

/// <summary>
/// A source of which so many files count that were read under another declaration than today's, and what reading them again would change; null while
/// that is not known.
/// </summary>
public sealed record OlderDeclaration(string Source, long Files, PreviewAnswer? Preview);

/// <summary>
/// What cannot be published: a held batch, with its first row at fault where that is known, or (without batch) a dataset that stays as it was.
/// </summary>
public sealed record Standstill(string Dataset, int? Batch, string? File, Bilingual Reason, FileRow? Row);

/// <summary>A row of a file: its sheet (null: the file has none) and line.</summary>
public sealed record FileRow(string? Sheet, int Line);

/// <summary>What is wrong with one row of a file, as a person finds it there, why, and how to mend it.</summary>
public sealed record FindingRow(
    long Finding,
    string Kind,
    string Dataset,
    int Batch,
    string File,
    string? Sheet,
    int Line,
    string? Column,
    string? Value,
    string Rule,
    Bilingual Reason,
    Bilingual Mend
);

/// <summary>Rows with the same thing wrong in the same column (null: the row as a whole): what is said of them holds for each.</summary>
public sealed record FindingGroup(string Dataset, string Kind, string Rule, string? Column, Bilingual Reason, Bilingual Mend, long Rows)
{
    /// <summary>The columns of a group in a file.</summary>
    public static readonly IReadOnlyList<string> Header = ["dataset", "kind", "rule", "column", "reason", "mend", "rows"];

    /// <summary>Its cells in a file, in the order of <see cref="Header"/>, none of which a spreadsheet takes for a formula.</summary>
    public IEnumerable<string> CellsOf(string language) =>
        [
            Dataset,
            Kind,
            Rule,
            CsvText.Harmless(Column ?? ""),
            CsvText.Harmless(Reason.In(language)),
            CsvText.Harmless(Mend.In(language)),
            Rows.ToString(CultureInfo.InvariantCulture),
        ];
}

/// <summary>A publication: when, how long it took, how many rows it opened and closed, and each dataset's state in it as JSON.</summary>
public sealed record PublicationRow(int Publication, DateTimeOffset PublishedAt, double Seconds, int RowsOpened, int RowsClosed, string Datasets);

/// <summary>
/// One column of a batch as it was loaded: <see cref="Header"/> is what people call it (null for a value that the loader derives), smallest and largest are
/// invariant text. <see cref="Earlier"/> is the same column of the batch before, null where there is none.
/// </summary>
public sealed record ProfileRow(string Column, string? Header, int Rows, int Nulls, int Distinct, string? Smallest, string? Largest, EarlierProfile? Earlier)
{
    private const int FewestRows = 20;
    private const double LargeShare = 0.2,
        LargeFactor = 3;

    /// <summary>Share of blank cells, from 0 to 1; 0 where there is no row.</summary>
    public double BlankShare => Share(Nulls, Rows);

    /// <summary>The share of blanks moved by 20 points or more against the batch before; never told of fewer than 20 rows.</summary>
    public bool HasBlankDrift => IsComparable && Math.Round(Math.Abs(BlankShare - Share(Earlier!.Nulls, Earlier.Rows)), 6) >= LargeShare;

    /// <summary>The number of distinct values per row tripled or fell to a third against the batch before; never told of fewer than 20 rows.</summary>
    public bool HasDistinctDrift =>
        IsComparable
        && Distinct > 0
        && Earlier!.Distinct > 0
        && Factor(Share(Distinct, Rows), Share(Earlier.Distinct, Earlier.Rows)) >= LargeFactor
        && Factor(Distinct, Earlier.Distinct) >= LargeFactor;

    private bool IsComparable => Earlier is not null && Rows >= FewestRows && Earlier.Rows >= FewestRows;

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static double Factor(double a, double b) => Math.Round(Math.Max(a, b) / Math.Min(a, b), 6);
}

/// <summary>A column of the batch before: its number, rows, blanks and distinct values.</summary>
public sealed record EarlierProfile(int Batch, int Rows, int Nulls, int Distinct);

/// <summary>A source with rejected rows that stand in a dataset, and how many rows.</summary>
public sealed record RejectedSource(string Dataset, string Source, long Rows);
