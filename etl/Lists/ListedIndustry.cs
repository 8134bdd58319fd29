namespace Analytics.Etl.Lists;

/// <summary>An industry as an installation's own list names it.</summary>
/// <param name="Revision">The classification and its revision, by a number from 100 that sources name as <c>industry_revision</c>: 2007 for SIC 2007,
/// 2008 for NACE Rev. 2.</param>
/// <param name="Level">One of <see cref="Levels"/>.</param>
/// <param name="Parent">The code of what it belongs to, of the same revision; null for a division.</param>
/// <param name="ValidTo">The last day on which it is in force; null: it is.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record ListedIndustry(int Revision, string Code, string Level, Bilingual Name, string? Parent, DateOnly? ValidFrom, DateOnly? ValidTo, int Line)
    : IListed
{
    /// <summary>
    /// The levels, the widest first, in JSIC's words. A division is any unit of that rank (a section of NACE), a major group the next one (a division
    /// of NACE).
    /// </summary>
    public static readonly IReadOnlyList<string> Levels = ["division", "major-group", "group", "detailed"];

    public int Rank => Levels.TakeWhile(level => level != Level).Count();

    string IListed.Key => $"{Revision}/{Code}";
    string? IListed.ParentKey => Parent is null ? null : $"{Revision}/{Parent}";
}
