using System.Text.RegularExpressions;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Cells;

/// <summary>Numbers and codes that somebody gave out: made comparable, padded, and checked where they carry a check digit.</summary>
static partial class CodeCell
{
    /// <summary>A number that its owner gave out. One that a spreadsheet has rounded (1.23E+11) stands for many, and so for none.</summary>
    public static CellValue Identifier(string cell)
    {
        var number = Folding.Code(cell);
        return IsRounded(number) ? CellValue.Broken(Rules.NumberRounded) : new(number);
    }

    const int LongestOwner = 64;

    /// <summary>
    /// An owner that a command or a folder states, spelled as the source's own column would have it (149 → 0149); one that does not fit there stays a
    /// code of its own.
    /// </summary>
    /// <exception cref="FileRefusedException">It is too long to be part of a key.</exception>
    public static string Owner(string stated, Source source) =>
        stated.Length > LongestOwner ? throw Rules.OwnerTooLong.Refusal([LongestOwner])
        : source.Columns.FirstOrDefault(column => column.Name == source.Owner) is { Type: ColumnType.Code, Width: { } width }
        && Code(stated, width).Value is string code
            ? code
        : Folding.Code(stated);

    public static CellValue Code(string cell, int width)
    {
        var digits = Folding.Code(cell);
        return digits.Length <= width && IsOfDigits(digits) ? new(digits.PadLeft(width, '0')) : new(null, new Fault(Rules.CodeSpelling, [width], [width]));
    }

    public static CellValue Municipality(string cell)
    {
        var digits = Folding.Code(cell);
        if (digits.Length is < 4 or > 6 || !IsOfDigits(digits))
            return CellValue.Broken(Rules.MunicipalityCode);
        if (digits.Length < 6)
            return new(digits.PadLeft(5, '0'));
        var check = CheckDigits.Municipality(digits);
        return digits[5] == check ? new(digits[..5]) : CellValue.Broken(Rules.MunicipalityCheckDigit, digits[..5], check);
    }

    public static CellValue Corporate(string cell)
    {
        var digits = Folding.Code(cell).Replace("-", "", StringComparison.Ordinal).TrimStart('T', 't');
        if (CheckDigits.IsCorporateNumber(digits))
            return new(digits);
        return new(null, Doubt: Fault.Of(IsRounded(Folding.Code(cell)) ? Rules.CorporateNumberRounded : Rules.CorporateNumberInvalid));
    }

    /// <summary>
    /// E, 29, 296 or E29; a lone digit has lost its zero, and so has E92, since E ends with 32. Anything else stays for the industry table to judge.
    /// </summary>
    public static CellValue Industry(string cell)
    {
        var code = Folding.Code(cell).ToUpperInvariant();
        if (LetterAndDigits().Match(code) is { Success: true } both)
            code = IsOfZeros(both.Groups["letter"].Value[0], both.Groups["digits"].Value) ? "0" + both.Groups["digits"].Value : both.Groups["digits"].Value;
        return new(code.Length == 1 && char.IsAsciiDigit(code[0]) ? "0" + code : code);
    }

    /// <summary>Codes of A to D begin with 01 to 08, those of E with 09 to 32 (since Rev.12).</summary>
    static bool IsOfZeros(char division, string digits) => digits[0] != '0' && digits.Length < 4 && (division < 'E' || (division == 'E' && digits[0] == '9'));

    static bool IsOfDigits(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    static bool IsRounded(string number) => number.Contains('+', StringComparison.Ordinal) && Rounded().IsMatch(number);

    [GeneratedRegex(@"^\d(\.\d+)?[eE]\+\d+$")]
    private static partial Regex Rounded();

    [GeneratedRegex(@"^(?<letter>[A-T])-?(?<digits>\d{2,4})$")]
    private static partial Regex LetterAndDigits();
}
