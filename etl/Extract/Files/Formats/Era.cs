namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>Japanese eras with their first days; each ends on the eve of the next. From 明治 on, by the Gregorian calendar.</summary>
sealed record Era(string Name, char Letter, DateOnly First, DateOnly Last)
{
    static readonly IReadOnlyList<Era> All =
    [
        new("明治", 'M', new(1868, 1, 25), new(1912, 7, 29)),
        new("大正", 'T', new(1912, 7, 30), new(1926, 12, 24)),
        new("昭和", 'S', new(1926, 12, 25), new(1989, 1, 7)),
        new("平成", 'H', new(1989, 1, 8), new(2019, 4, 30)),
        new("令和", 'R', new(2019, 5, 1), DateOnly.MaxValue),
    ];

    /// <summary>The era written as its name, its first character or its letter.</summary>
    public static Era? Of(string text) =>
        All.FirstOrDefault(era => era.Name == text || (text.Length == 1 && (era.Name[0] == text[0] || era.Letter == char.ToUpperInvariant(text[0]))));

    public static Era? Of(DateOnly date) => All.FirstOrDefault(era => era.First <= date && date <= era.Last);

    public int GregorianYear(int year) => First.Year + year - 1;

    /// <summary>The era's own spelling of a day in it: 令和元年5月1日.</summary>
    public string Spell(DateOnly date) => $"{SpellYear(date.Year)}年{date.Month}月{date.Day}日";

    public string SpellYear(int gregorian) => gregorian == First.Year ? $"{Name}元" : $"{Name}{gregorian - First.Year + 1}";
}
