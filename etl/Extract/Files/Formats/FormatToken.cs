namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>One piece of a number format.</summary>
/// <param name="Text">A literal as it is shown; "0" for a place that shows a zero, "#" for one that does not.</param>
readonly record struct FormatToken(FormatTokenKind Kind, string Text);

enum FormatTokenKind
{
    Literal,

    /// <summary>A place for a digit.</summary>
    Digit,
    Point,

    /// <summary>General: the whole number.</summary>
    General,

    /// <summary>@: the whole text.</summary>
    Text,

    /// <summary>The year of a day, as the letters say.</summary>
    Year,
}
