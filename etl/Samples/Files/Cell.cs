namespace Analytics.Etl.Samples.Files;

/// <summary>One cell of a ledger: blank, text, a number, a code (digits with leading zeros) or a date, not yet in a file's own spelling.</summary>
public readonly record struct Cell(CellKind Kind, string Content, decimal Value, DateOnly Day)
{
    public static Cell Blank => default;

    public static Cell Text(string? content) => string.IsNullOrEmpty(content) ? Blank : new(CellKind.Text, content, 0, default);

    public static Cell Code(string content) => new(CellKind.Code, content, 0, default);

    public static Cell Number(decimal? value) => value is { } known ? new(CellKind.Number, "", known, default) : Blank;

    public static Cell Date(DateOnly? day) => day is { } known ? new(CellKind.Date, "", 0, known) : Blank;
}

public enum CellKind
{
    Blank,
    Text,
    Number,
    Code,
    Date,
}
