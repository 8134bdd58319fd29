using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// A figure against the year before. An increase is "+41 ↑", a decrease "−18 ↓", never a triangle, which means minus in Japanese books.
/// With a base under <see cref="SmallBase"/> there is no percentage.
/// </summary>
/// <param name="Difference">Now less before, in major units.</param>
/// <param name="Percent">Difference ÷ base in percent; null where the base is small or not positive.</param>
public sealed record Change(decimal Difference, decimal? Percent)
{
    /// <summary>Under this base a percentage would only dress up a handful of cases.</summary>
    public const int SmallBase = 10;

    /// <summary>
    /// The change between two figures; null unless both are there and have had their time: a running year or an observation period that is not over
    /// would look like
    /// a fall. Of rates it is the difference in points, and null where either is of a few.
    /// </summary>
    public static Change? Between(Cell now, Cell before) =>
        now is not { State: CellState.Value, Value: { } n } || before is not { State: CellState.Value, Value: { } b } ? null
        : now.IsOfFew() || before.IsOfFew() ? null
        : new(n - b, now.Parts is null && b >= SmallBase ? (n - b) / b * 100 : null);

    /// <summary>Up, down or the same.</summary>
    public int Direction => Math.Sign(Difference);

    /// <summary>↑, ↓ or →.</summary>
    public string Arrow =>
        Direction switch
        {
            > 0 => "↑",
            < 0 => "↓",
            _ => "→",
        };

    /// <summary>CSS class: the colour goes with the arrow and the sign, never alone.</summary>
    public string CssClass =>
        Direction switch
        {
            > 0 => "up",
            < 0 => "down",
            _ => "same",
        };

    /// <summary>+41件 ↑, +4.3ポイント ↑, −¥18m ↓: in the unit of the figure that it stands beside.</summary>
    public string Text(FigureScale scale) => $"{Signed(scale)}{scale.DifferenceUnitOf(Difference)} {Arrow}";

    /// <summary>The same beneath a heading that says what is counted: of cases +41 ↑, but +4.3 points ↑.</summary>
    public string BriefText(FigureScale scale, MeasureUnit unit) => unit == MeasureUnit.Cases ? $"{Signed(scale)} {Arrow}" : Text(scale);

    /// <summary>+8.1%, or null.</summary>
    public string? PercentText => Percent is { } p ? Numerals.SignedPercent(p) : null;

    // The sign stands before the currency's.
    private string Signed(FigureScale scale)
    {
        var number = scale.IsPercent ? Numerals.SignedPercent(Difference).TrimEnd('%') : Numerals.Signed(Difference / scale.Divisor, scale.Decimals);
        return $"{number[0]}{scale.Prefix}{number[1..]}";
    }
}
