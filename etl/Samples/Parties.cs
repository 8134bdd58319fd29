namespace Analytics.Etl.Samples;

/// <summary>A branch of a fictitious bank, in a real municipality.</summary>
public sealed record Branch(string Code, string Name, string EnglishName, string PlaceCode, SubRegion SubRegion);

/// <summary>A fictitious bank. The codes 9801 and 9802 are issued to no bank.</summary>
public sealed record Bank(string Code, string Name, string EnglishName, DateOnly From, double Share, Branch[] Branches);

/// <summary>A fictitious research institute with its units and their fields of work.</summary>
public sealed record Institute(string Code, string Name, string EnglishName, string Prefix, string[] Units);

/// <summary>An agreement of a bank with an institute; <paramref name="Extends"/> is the number of the one that it extends.</summary>
public sealed record Agreement(string Number, Bank Bank, Institute Institute, DateOnly Signed, DateOnly From, DateOnly To, string? Extends = null);

/// <summary>Who takes part: two banks, two institutes, and the agreements between them.</summary>
public static class Parties
{
    public static readonly Bank[] Banks =
    [
        new(
            "9801",
            "架空第一銀行(仮)",
            "First Fictitious Bank",
            new(2007, 8, 6),
            0.62,
            [
                new("001", "架空本店営業部", "Head Office", "22101", SubRegion.Central),
                new("007", "駿河南支店", "Suruga-Minami Branch", "22102", SubRegion.Central),
                new("012", "清水港支店", "Shimizu Port Branch", "22103", SubRegion.Central),
                new("018", "藤枝支店", "Fujieda Branch", "22214", SubRegion.Central),
                new("021", "焼津支店", "Yaizu Branch", "22212", SubRegion.Central),
                new("040", "浜松中央支店", "Hamamatsu Central Branch", "22131", SubRegion.West),
                new("043", "浜松南支店", "Hamamatsu South Branch", "22134", SubRegion.West),
                new("046", "浜北支店", "Hamakita Branch", "22136", SubRegion.West),
                new("051", "磐田支店", "Iwata Branch", "22211", SubRegion.West),
                new("055", "掛川支店", "Kakegawa Branch", "22213", SubRegion.West),
                new("070", "沼津支店", "Numazu Branch", "22203", SubRegion.East),
                new("073", "三島支店", "Mishima Branch", "22206", SubRegion.East),
                new("078", "富士支店", "Fuji Branch", "22210", SubRegion.East),
                new("085", "御殿場支店", "Gotemba Branch", "22215", SubRegion.East),
                new("101", "伊豆支店", "Izu Branch", "22222", SubRegion.East),
            ]
        ),
        new(
            "9802",
            "架空第二銀行(仮)",
            "Second Fictitious Bank",
            new(2007, 10, 1),
            0.38,
            [
                new("001", "浜松本店営業部", "Hamamatsu Head Office", "22131", SubRegion.West),
                new("005", "浜松東支店", "Hamamatsu East Branch", "22132", SubRegion.West),
                new("009", "湖西支店", "Kosai Branch", "22221", SubRegion.West),
                new("014", "袋井支店", "Fukuroi Branch", "22216", SubRegion.West),
                new("016", "菊川支店", "Kikugawa Branch", "22224", SubRegion.West),
                new("030", "静岡支店", "Shizuoka Branch", "22101", SubRegion.Central),
                new("034", "島田支店", "Shimada Branch", "22209", SubRegion.Central),
                new("037", "牧之原支店", "Makinohara Branch", "22226", SubRegion.Central),
                new("060", "富士宮支店", "Fujinomiya Branch", "22207", SubRegion.East),
                new("064", "裾野長泉支店", "Susono-Nagaizumi Branch", "22342", SubRegion.East),
            ]
        ),
    ];

    public static readonly Institute[] Institutes =
    [
        new(
            "9001",
            "架空産業技術研究所",
            "Fictitious Institute of Industrial Science",
            "K",
            ["光計測研究部門", "先進製造研究部門", "バイオ材料研究部門", "地域連携室"]
        ),
        new("9002", "架空県工業技術支援センター", "Fictitious Prefectural Technology Centre", "C", ["機械電子科", "食品科", "化学材料科", "製紙科"]),
    ];

    /// <summary>The second bank's agreement with the first institute lapsed for three months in 2010 before it was extended.</summary>
    public static readonly Agreement[] Agreements =
    [
        new("A-001", Banks[0], Institutes[0], new(2007, 8, 6), new(2007, 8, 6), new(2010, 3, 31)),
        new("A-002", Banks[1], Institutes[0], new(2007, 9, 25), new(2007, 10, 1), new(2010, 3, 31)),
        new("A-003", Banks[0], Institutes[1], new(2008, 3, 24), new(2008, 4, 1), new(2010, 3, 31)),
        new("A-004", Banks[1], Institutes[1], new(2008, 9, 22), new(2008, 10, 1), new(2010, 3, 31)),
        new("A-005", Banks[0], Institutes[0], new(2010, 3, 25), new(2010, 4, 1), new(2013, 3, 31), "A-001"),
        new("A-006", Banks[0], Institutes[1], new(2010, 3, 25), new(2010, 4, 1), new(2013, 3, 31), "A-003"),
        new("A-007", Banks[1], Institutes[1], new(2010, 3, 29), new(2010, 4, 1), new(2013, 3, 31), "A-004"),
        new("A-008", Banks[1], Institutes[0], new(2010, 6, 24), new(2010, 7, 1), new(2013, 3, 31), "A-002"),
    ];

    /// <summary>The bank of a company in that sub-region on that day; the second bank is strongest in the west.</summary>
    public static Bank BankOf(SubRegion part, DateOnly date, Draw draw)
    {
        var second = Banks[1].Share * (part == SubRegion.West ? 1.2 : 0.85);
        return draw.Chance(second) && date >= Banks[1].From ? Banks[1] : Banks[0];
    }

    /// <summary>The branch in the company's municipality, else one of its sub-region.</summary>
    public static Branch BranchOf(Bank bank, Place place, Draw draw)
    {
        var near = bank.Branches.Where(branch => branch.PlaceCode == place.Code).ToArray();
        if (near.Length > 0)
            return draw.Pick(near);
        return draw.Pick(bank.Branches.Where(branch => branch.SubRegion == place.SubRegion).ToArray());
    }

    /// <summary>The institute that a bank turns to: mostly one with an agreement, though habit outlives a lapsed one.</summary>
    public static Institute InstituteOf(Bank bank, DateOnly date, Draw draw)
    {
        var second = Agreements.Any(a => a.Bank == bank && a.Institute == Institutes[1] && a.From <= date && date <= a.To);
        return second && draw.Chance(0.45) ? Institutes[1] : Institutes[0];
    }
}
