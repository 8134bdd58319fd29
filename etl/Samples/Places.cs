namespace Analytics.Etl.Samples;

public enum SubRegion
{
    West,
    Central,
    East,
}

/// <summary>
/// A municipality or ward of Shizuoka prefecture as it stood on 6 August 2007. <paramref name="Dissolved"/> is the first day on
/// which it was part of <paramref name="Successor"/> (five-digit code). <paramref name="Weight"/> is its share of companies in its sub-region.
/// </summary>
public sealed record Place(string Code, string Name, SubRegion SubRegion, double Weight, DateOnly? Dissolved = null, string? Successor = null)
{
    /// <summary>The six-digit code: weights 6 to 2 over the five digits, last digit of 11 − (sum mod 11).</summary>
    public string Code6 => Code + (11 - Enumerable.Range(0, 5).Sum(i => (Code[i] - '0') * (6 - i)) % 11) % 10;

    /// <summary>Its own code; of a ward, the designated city's.</summary>
    public string Municipality => Name.EndsWith('区') ? Code[..4] + "0" : Code;
}

/// <summary>The municipalities of the samples, with the mergers of 2008 to 2010.</summary>
public static class Places
{
    /// <summary>A town that sends a handful of referrals, however many the samples have, and looks extraordinary by mere chance.</summary>
    public static readonly Place Small = new("22429", "榛原郡川根本町", SubRegion.Central, 0);

    private static readonly Place[] Listed =
    [
        new("22131", "浜松市中区", SubRegion.West, 18),
        new("22132", "浜松市東区", SubRegion.West, 10),
        new("22133", "浜松市西区", SubRegion.West, 8),
        new("22134", "浜松市南区", SubRegion.West, 9),
        new("22135", "浜松市北区", SubRegion.West, 8),
        new("22136", "浜松市浜北区", SubRegion.West, 8),
        new("22137", "浜松市天竜区", SubRegion.West, 3),
        new("22130", "浜松市", SubRegion.West, 4),
        new("22211", "磐田市", SubRegion.West, 14),
        new("22213", "掛川市", SubRegion.West, 9),
        new("22216", "袋井市", SubRegion.West, 8),
        new("22221", "湖西市", SubRegion.West, 6),
        new("22223", "御前崎市", SubRegion.West, 2),
        new("22224", "菊川市", SubRegion.West, 4),
        new("22461", "周智郡森町", SubRegion.West, 2),
        new("22503", "浜名郡新居町", SubRegion.West, 2, new(2010, 3, 23), "22221"),
        new("22101", "静岡市葵区", SubRegion.Central, 16),
        new("22102", "静岡市駿河区", SubRegion.Central, 15),
        new("22103", "静岡市清水区", SubRegion.Central, 18),
        new("22100", "静岡市", SubRegion.Central, 3),
        new("22209", "島田市", SubRegion.Central, 9),
        new("22212", "焼津市", SubRegion.Central, 12),
        new("22214", "藤枝市", SubRegion.Central, 10),
        new("22226", "牧之原市", SubRegion.Central, 5),
        new("22424", "榛原郡吉田町", SubRegion.Central, 4),
        new("22426", "榛原郡川根町", SubRegion.Central, 1.5, new(2008, 4, 1), "22209"),
        new("22383", "庵原郡由比町", SubRegion.Central, 2.5, new(2008, 11, 1), "22103"),
        new("22402", "志太郡大井川町", SubRegion.Central, 3, new(2008, 11, 1), "22212"),
        new("22401", "志太郡岡部町", SubRegion.Central, 2, new(2009, 1, 1), "22214"),
        new("22203", "沼津市", SubRegion.East, 15),
        new("22206", "三島市", SubRegion.East, 9),
        new("22207", "富士宮市", SubRegion.East, 12),
        new("22210", "富士市", SubRegion.East, 22),
        new("22215", "御殿場市", SubRegion.East, 6),
        new("22220", "裾野市", SubRegion.East, 6),
        new("22205", "熱海市", SubRegion.East, 1),
        new("22208", "伊東市", SubRegion.East, 2),
        new("22219", "下田市", SubRegion.East, 1),
        new("22222", "伊豆市", SubRegion.East, 2.5),
        new("22225", "伊豆の国市", SubRegion.East, 4),
        new("22325", "田方郡函南町", SubRegion.East, 3),
        new("22341", "駿東郡清水町", SubRegion.East, 3),
        new("22342", "駿東郡長泉町", SubRegion.East, 5),
        new("22344", "駿東郡小山町", SubRegion.East, 2),
        new("22301", "賀茂郡東伊豆町", SubRegion.East, 0.4),
        new("22302", "賀茂郡河津町", SubRegion.East, 0.3),
        new("22304", "賀茂郡南伊豆町", SubRegion.East, 0.3),
        new("22305", "賀茂郡松崎町", SubRegion.East, 0.4),
        new("22306", "賀茂郡西伊豆町", SubRegion.East, 0.5),
        new("22361", "富士郡芝川町", SubRegion.East, 1.5, new(2010, 3, 23), "22207"),
        new("22381", "庵原郡富士川町", SubRegion.East, 2.5, new(2008, 11, 1), "22210"),
    ];

    public static readonly IReadOnlyList<Place> All = [.. Listed, Small];

    private static readonly Dictionary<string, Place> ByCode = Listed.ToDictionary(place => place.Code);
    private static readonly Place[][] BySubRegion = [.. Enum.GetValues<SubRegion>().Select(part => Listed.Where(place => place.SubRegion == part).ToArray())];
    private static readonly double[][] Weights = [.. BySubRegion.Select(places => places.Select(place => place.Weight).ToArray())];

    public static Place In(SubRegion part, Draw draw) => BySubRegion[(int)part][draw.Weighted(Weights[(int)part])];

    /// <summary>What the place belongs to on that day: itself, or its successor from the day of the merger.</summary>
    public static Place At(this Place place, DateOnly date) => place.Dissolved is { } end && date >= end ? ByCode[place.Successor!] : place;

    public static string Japanese(this SubRegion part) =>
        part switch
        {
            SubRegion.West => "西部",
            SubRegion.Central => "中部",
            _ => "東部",
        };
}
