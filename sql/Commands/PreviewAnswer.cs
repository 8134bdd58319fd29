namespace Analytics.Sql.Commands;

/// <summary>
/// What a change would do: to each file that it is about, and to published figures (only those that would differ). <see cref="Publication"/> is the
/// one that it was held against.
/// </summary>
public sealed record PreviewAnswer(int Publication, IReadOnlyList<PreviewedFile> Files, IReadOnlyList<PreviewedFigure> Figures);

/// <summary>
/// What a file's rows would bring: <see cref="Fate"/> is <c>loaded</c>, <c>loaded-before</c>, <c>refused</c> (with reason and mend; a file that is
/// read again then keeps its rows) or
/// <c>withdrawn</c>. Rows: read; of those loaded, the first of their key, those that say something else than before, and those that repeat it;
/// rejected; waiting for their referral.
/// </summary>
public sealed record PreviewedFile(
    string File,
    string Fate,
    int? Batch,
    string? Source,
    string? Dataset,
    int Read,
    int New,
    int Revised,
    int Unchanged,
    int Rejected,
    int Waiting
)
{
    public Bilingual? Reason { get; init; }

    public Bilingual? Mend { get; init; }

    /// <summary>
    /// Headers that the declaration of <see cref="Source"/> does not know, those that seem to be a column of it first, and columns that are not there any more.
    /// </summary>
    public IReadOnlyList<PreviewedColumn> Columns { get; init; } = [];

    /// <summary>Of one that is refused for want of a header: other sources than <see cref="Source"/> that it comes near.</summary>
    public IReadOnlyList<PreviewedSource> Others { get; init; } = [];

    /// <summary>Headers that this installation has accepted for columns of these sources.</summary>
    public IReadOnlyList<AcceptedHeader> Accepted { get; init; } = [];

    /// <summary>The first of the rejected rows.</summary>
    public IReadOnlyList<PreviewedRow> RejectedRows { get; init; } = [];

    /// <summary>It was read, and not one of its rows can be loaded.</summary>
    public bool IsBarren => Fate == "loaded" && New + Revised + Unchanged + Waiting == 0;
}

/// <summary>A source that a file comes near, and its headers that the source does not know.</summary>
public sealed record PreviewedSource(string Source, IReadOnlyList<PreviewedColumn> Columns);

/// <summary>A header that stands for a column of a source, and the column's own header, <see cref="Known"/>.</summary>
public sealed record AcceptedHeader(string Source, string Header, string Known);

/// <summary>A row that would be rejected: where it stands, the column and value at fault, why, and how to mend it.</summary>
public sealed record PreviewedRow(string? Sheet, int Line, string? Column, string? Value, Bilingual Reason, Bilingual Mend);

/// <summary>
/// A column of a file that is not as it was: <see cref="Kind"/> is <c>new</c> (a header that nobody knows), <c>renamed</c> (such a header that
/// resembles a column which is missing) or <c>lost</c> (a column
/// that the file before filled). <see cref="Column"/> and <see cref="Known"/> are the declared column that is meant and its header; null of a new one.
/// </summary>
public sealed record PreviewedColumn(string Kind, string? Header, string? Column, string? Known)
{
    /// <summary>The declared columns that the file does not have, for which a person may take it, the required ones first; none of a lost one.</summary>
    public IReadOnlyList<ColumnChoice> Choices { get; init; } = [];
}

/// <summary>A declared column and its header.</summary>
public sealed record ColumnChoice(string Column, string Header);

/// <summary>A measure of a dataset in one fiscal year that would differ; null: there is no figure. Amounts in major units, percent as 56.5.</summary>
public sealed record PreviewedFigure(
    string Dataset,
    string Measure,
    Bilingual Label,
    string Unit,
    string Currency,
    string FiscalYear,
    Bilingual Year,
    decimal? Before,
    decimal? After
);
