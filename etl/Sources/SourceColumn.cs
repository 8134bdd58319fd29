namespace Analytics.Etl.Sources;

/// <summary>One column of a source: how it is headed in ledgers and how its cells are read.</summary>
public sealed record SourceColumn
{
    /// <summary>The canonical name, used by the warehouse.</summary>
    public required string Name { get; init; }

    /// <summary>The header as the ledger's own form has it, without a unit; empty where no file has the column, since every row says the same.</summary>
    public required string Header { get; init; }

    /// <summary>Every row has its <see cref="Default"/>; no file has the column.</summary>
    internal bool IsConstant => Header.Length == 0;

    /// <summary>Other headers that mean the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required ColumnType Type { get; init; }

    /// <summary>The header must be there and no cell may be blank.</summary>
    public bool Required { get; init; }

    /// <summary>Unit of the amounts of this column alone, before the source's.</summary>
    public MoneyUnit? Unit { get; init; }

    /// <summary>Name of a further text field that takes the unit as it was written in cell or header (e.g. 千円).</summary>
    public string? UnitField { get; init; }

    /// <summary>Codes with the spellings that mean them, in the declaration's order; only for <see cref="ColumnType.Choice"/>.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>What a blank cell means, or every row; only for <see cref="ColumnType.Choice"/>.</summary>
    public string? Default { get; init; }

    /// <summary>Digits that a code is padded to with leading zeros; only for <see cref="ColumnType.Code"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Characters that a text of this column may have, as written and as folded; of a list, each item. What is longer is rejected.</summary>
    public int Longest { get; init; } = LongestName;

    /// <summary>Free text: longer than any name, compared with nothing.</summary>
    public bool IsFreeText => Type == ColumnType.Text && Longest > LongestName;

    /// <summary>Characters of the longest text that any column may take.</summary>
    public const int LongestText = 4000;

    const int LongestName = 200;

    /// <summary>Where the declaration says nothing. Names, numbers and codes are parts of keys, and a key must fit into an index.</summary>
    public static int LongestOf(ColumnType type) =>
        type switch
        {
            ColumnType.Text or ColumnType.List => LongestName,
            ColumnType.Identifier => 64,
            ColumnType.Code or ColumnType.CorporateNumber or ColumnType.MunicipalityCode or ColumnType.IndustryCode => 32,
            _ => LongestText,
        };

    /// <summary>The code that each folded spelling means.</summary>
    public IReadOnlyDictionary<string, string> CodesBySpelling =>
        field ??= Choices
            .SelectMany(choice => choice.Spellings.Prepend(choice.Code).Select(spelling => (Folding.Fold(spelling), choice.Code)))
            .DistinctBy(pair => pair.Item1)
            .ToDictionary(pair => pair.Item1, pair => pair.Code, StringComparer.Ordinal);
}

/// <summary>One value of a closed list: the code that is stored and the spellings found in ledgers; the first is the usual one.</summary>
public sealed record Choice(string Code, IReadOnlyList<string> Spellings);

/// <summary>How a cell is read, and with it the type of the value.</summary>
public enum ColumnType
{
    /// <summary><see cref="string"/> as written, trimmed.</summary>
    Text,

    /// <summary><see cref="string"/>: a number that its owner gave out, in half width without spaces.</summary>
    Identifier,

    /// <summary><see cref="string"/> of digits, padded to the column's width.</summary>
    Code,

    /// <summary><see cref="DateOnly"/>.</summary>
    Date,

    /// <summary><see cref="DateOnly"/> on 1 January: only the year is known.</summary>
    Year,

    /// <summary><see cref="int"/>.</summary>
    Integer,

    /// <summary><see cref="int"/>, 0 or more.</summary>
    Count,

    /// <summary><see cref="decimal"/>; an amount of money is in major units here.</summary>
    Decimal,

    /// <summary><see cref="long"/> in the currency's minor unit (yen, US cents).</summary>
    Money,

    /// <summary><see cref="string"/>[]; null when blank.</summary>
    List,

    /// <summary><see cref="bool"/>; blank is false.</summary>
    Flag,

    /// <summary><see cref="string"/>: a code of the column's choices.</summary>
    Choice,

    /// <summary><see cref="string"/> of 13 digits whose check digit holds; otherwise null with a warning.</summary>
    CorporateNumber,

    /// <summary><see cref="string"/> of 5 digits.</summary>
    MunicipalityCode,

    /// <summary><see cref="string"/>: a division's letter or 2–4 digits.</summary>
    IndustryCode,
}
