namespace Analytics.Etl.Lists;

/// <summary>What the lists of one kind are like, and the words in which their faults are told.</summary>
/// <param name="Folder">Under <c>.data/model</c>.</param>
/// <param name="Name">As <c>audit.own_lists</c> records it.</param>
/// <param name="Member">One of its members, as <c>region</c>.</param>
/// <param name="Levels">The widest first.</param>
/// <param name="Anchor">The place among them of the level that everything narrower lies in, since pages compare by it.</param>
/// <param name="Narrower">Why, for a member that does not.</param>
/// <param name="Columns">All columns that a file may have.</param>
/// <param name="Needed">Those that it must have.</param>
/// <param name="IsCode">Whether a text can be a code.</param>
/// <param name="Codes">What codes are made of.</param>
sealed record ListKind(
    string Folder,
    string Name,
    Bilingual Member,
    IReadOnlyList<string> Levels,
    int Anchor,
    Bilingual Narrower,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Needed,
    Func<string, bool> IsCode,
    Bilingual Codes
)
{
    /// <summary>The place of a level; that of none of them is behind the last.</summary>
    public int Rank(string level) => Levels.TakeWhile(known => known != level).Count();
}
