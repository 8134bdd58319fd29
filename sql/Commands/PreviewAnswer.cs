namespace Analytics.Sql.Commands;

/// <summary>What a change would do: to each file that it is about, and to published figures (only those that would differ). <see cref="Publication"/> is the one that it was held against.</summary>
public sealed record PreviewAnswer(int Publication, IReadOnlyList<PreviewedFile> Files, IReadOnlyList<PreviewedFigure> Figures);

/// <summary>
/// What a file's rows would bring: <see cref="Fate"/> is <c>loaded</c>, <c>loaded-before</c>, <c>refused</c> (with reason and mend; a file that is read again then keeps its rows) or
/// <c>withdrawn</c>. Rows: read; of those loaded, the first of their key, those that say something else than before, and those that repeat it; rejected; waiting for their referral.
/// </summary>
public sealed record PreviewedFile(string File, string Fate, int? Batch, string? Source, string? Dataset, int Read, int New, int Revised, int Unchanged, int Rejected, int Waiting)
{
    public Bilingual? Reason { get; init; }

    public Bilingual? Mend { get; init; }

    /// <summary>Headers that the declaration does not know, and columns that are not there any more.</summary>
    public IReadOnlyList<PreviewedColumn> Columns { get; init; } = [];
}

/// <summary>
/// A column of a file that is not as it was: <see cref="Kind"/> is <c>new</c> (a header that nobody knows), <c>renamed</c> (such a header that resembles a column which is missing) or <c>lost</c> (a column
/// that the file before filled). <see cref="Column"/> and <see cref="Known"/> are the declared column that is meant and its header; null of a new one.
/// </summary>
public sealed record PreviewedColumn(string Kind, string? Header, string? Column, string? Known)
{
    /// <summary>Of a new one: the declared columns that the file does not have, for which a person may take it.</summary>
    public IReadOnlyList<ColumnChoice> Choices { get; init; } = [];
}

/// <summary>A declared column and its header.</summary>
public sealed record ColumnChoice(string Column, string Header);

/// <summary>A measure of a dataset in one fiscal year that would differ; null: there is no figure. Amounts in major units, percent as 56.5.</summary>
public sealed record PreviewedFigure(string Dataset, string Measure, Bilingual Label, string Unit, string Currency, string FiscalYear, Bilingual Year, decimal? Before, decimal? After);
