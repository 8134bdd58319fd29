using Analytics.Etl.Extract.Files;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// The texts that were sent lately, of each field and of all that is said beside the values. Both sides keep them alike, so that a text that comes
/// again goes as its slot.
/// Not thread-safe.
/// </summary>
sealed class RowTexts(Source source)
{
    readonly TextSlots<string>[] _fields = [.. source.Fields.Select(_ => new TextSlots<string>())];

    /// <summary>Headers, reasons, sheets, and cells beside the values.</summary>
    public TextSlots<string> Aside { get; } = new(longest: 256);

    public TextSlots<string> Of(int field) => _fields[field];
}

/// <summary>How a value goes.</summary>
enum RowTag : byte
{
    Null,

    /// <summary>Characters, two bytes each: half a surrogate pair, which a spreadsheet may hold, arrives as it is.</summary>
    Text,

    /// <summary>The slot of a text that went before.</summary>
    Known,
    Int,
    Long,
    Decimal,
    False,
    True,
    Day,
    Texts,
}

/// <summary>What a row has.</summary>
[Flags]
enum RowParts : byte
{
    None = 0,
    Key = 1,
    Aside = 2,
    Cells = 4,
}
