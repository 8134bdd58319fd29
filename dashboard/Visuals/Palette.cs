using Analytics.Dashboard.Questions;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// The looks of a slicer's members, each by the member's place in the dataset's full list beneath its parent: so a member looks the same on every
/// page and in every
/// export, whatever year, measure or part of the data is chosen. Where there are more members than colours, the largest of the whole dataset come
/// first, so that those
/// that are seen together differ; the colours then begin again with another shape. Immutable.
/// </summary>
public sealed class Palette
{
    private const int Colours = 7;
    private static readonly MarkerForm[] Forms = Enum.GetValues<MarkerForm>();
    private static readonly Look None = new("--cat-none", MarkerForm.Circle, int.MaxValue);
    private readonly Dictionary<string, Look> looks = new(StringComparer.Ordinal);

    private Palette(IEnumerable<IEnumerable<string>> families)
    {
        foreach (var (place, code) in families.SelectMany(family => family.Distinct().Index()))
        {
            looks.TryAdd(code, new($"--cat-{place % Colours + 1}", Forms[place / Colours % Forms.Length], looks.Count));
        }
    }

    /// <summary>Of members that are known already, in their order.</summary>
    public static Palette Of(params IReadOnlyList<string> codes) => new([codes]);

    /// <summary>Asks for all members of the slicer in the dataset, whatever the page is narrowed to.</summary>
    public static async Task<Palette> AskAsync(Inquiry inquiry, string slicer)
    {
        string[] parents = slicer switch
        {
            "municipality" => ["prefecture", "subregion"],
            "subregion" => ["prefecture"],
            "industry_group" => ["industry_division"],
            _ => [],
        };
        var all = await inquiry.Answers.AnswerAsync(inquiry.Question.AskUnfiltered(Picks.MeasuresOf(inquiry.Question.Dataset), [.. parents, slicer]));
        return new(
            all.Rows.Where(row => !RegionTree.IsReserved(row.Members[^1]))
                .GroupBy(row => string.Join(' ', row.Members.SkipLast(1).Select(m => m.Code)))
                .Select(family =>
                    (family.Count() > Colours ? family.OrderByDescending(row => row.Cells.Max(cell => cell.Value)) : family.AsEnumerable()).Select(row =>
                        row.Members[^1].Code
                    )
                )
        );
    }

    /// <summary>A member's look; what is no member of its own (unknown, none, others) is grey.</summary>
    public Look this[string code] => looks.GetValueOrDefault(code, None);
}

/// <summary>How a member is drawn: the token of its colour, the form of its points, and its place among all members.</summary>
public sealed record Look(string Color, MarkerForm Form, int Place);

/// <summary>The form of a line's points.</summary>
public enum MarkerForm
{
    Circle,
    Square,
    Triangle,
    Diamond,
}
