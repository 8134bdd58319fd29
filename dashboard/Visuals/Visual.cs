using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// One visual, composed from one <see cref="Result"/>: its words, its picture, its table. The page, the plots and the exports all take it from here, so
/// that they cannot disagree. Immutable.
/// </summary>
public sealed record Visual
{
    /// <summary>What is shown: measure and grouping.</summary>
    public required string Title { get; init; }

    /// <summary>Unit, years, time basis.</summary>
    public required string Subtitle { get; init; }

    /// <summary>The figures; exports of the data ask its query again.</summary>
    public required Result Result { get; init; }

    /// <summary>The measures shown, for "How is this counted?".</summary>
    public required IReadOnlyList<MeasureColumn> Measures { get; init; }

    /// <summary>How the picture's figures are written.</summary>
    public required FigureScale Scale { get; init; }

    /// <summary>What is drawn; null where the table is all there is.</summary>
    public Picture? Picture { get; init; }

    /// <summary>The same figures as a table.</summary>
    public required VisualTable Table { get; init; }

    /// <summary>Remarks beneath.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why there is nothing to draw; null where there is.</summary>
    public string? EmptyReason { get; init; }
}

/// <summary>What a visual draws. Each kind is drawn on the page by a component and in exports by a plot.</summary>
public abstract record Picture;

/// <summary>Bars from the top down, each with its figure and perhaps its target.</summary>
public sealed record BarPicture(IReadOnlyList<Bar> Bars) : Picture;

/// <summary>
/// A bar: its member (null = others together), label, figure as a cell and as written, target, a second line in words, whether it is pale, and where
/// a click leads.
/// </summary>
public sealed record Bar(Member? Member, string Label, Cell Value, string Text, decimal? Target, string? Detail, bool IsFaded, string? Href);

/// <summary>Lines over years, each named at its end, with days marked on the axis. Every line has a point for each of <see cref="Years"/>.</summary>
public sealed record LinePicture(IReadOnlyList<LineYear> Years, IReadOnlyList<Line> Lines, IReadOnlyList<AxisMark> Marks) : Picture;

/// <summary>A year of the axis: its name and, below it, its era.</summary>
public sealed record LineYear(int Year, IReadOnlyList<string> Words);

/// <summary>A line: its member, label, look and a point per year.</summary>
public sealed record Line(Member Member, string Label, Look Look, IReadOnlyList<LinePoint> Points);

/// <summary>A point of a line: the figure as a cell and as written, and what it is made of, where it has parts.</summary>
public sealed record LinePoint(LineYear Year, Cell Cell, string Text, string? Parts = null)
{
    /// <summary>The year is not over.</summary>
    public bool IsProvisional => Cell.State == CellState.Provisional;
}

/// <summary>A visual's table: the first column names the rows; the others are figures.</summary>
public sealed record VisualTable(IReadOnlyList<string> Columns, IReadOnlyList<VisualRow> Rows, VisualRow? Total);

/// <summary>A row: its name, where that leads, and its figures.</summary>
public sealed record VisualRow(string Name, string? Href, IReadOnlyList<VisualCell> Cells);

/// <summary>
/// A figure as written; a class of look.css (<c>up</c>, <c>down</c>, <c>state</c>, <c>many</c>); a small remark beside it; how much of the table's
/// largest figure it is
/// (0–1), where cells are shaded by that; and where it leads.
/// </summary>
public sealed record VisualCell(string Text, string? CssClass = null, string? Remark = null, double? Share = null, string? Href = null);
