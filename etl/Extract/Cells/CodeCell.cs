using System.Text.RegularExpressions;

namespace Analytics.Etl.Extract.Cells;

/// <summary>Numbers and codes that somebody gave out: made comparable, padded, and checked where they carry a check digit.</summary>
static partial class CodeCell
{
    public static CellValue Code(string cell, int width)
    {
        var digits = Whole(cell);
        return digits.Length <= width && digits.All(char.IsAsciiDigit)
            ? new(digits.PadLeft(width, '0'))
            : new(null, new Fault(Rules.CodeSpelling, [width], [width]));
    }

    public static CellValue Municipality(string cell)
    {
        var digits = Whole(cell);
        if (digits.Length is < 4 or > 6 || !digits.All(char.IsAsciiDigit))
            return CellValue.Broken(Rules.MunicipalityCode);
        if (digits.Length < 6)
            return new(digits.PadLeft(5, '0'));
        var check = CheckDigits.Municipality(digits);
        return digits[5] == check ? new(digits[..5]) : CellValue.Broken(Rules.MunicipalityCheckDigit, digits[..5], check);
    }

    public static CellValue Corporate(string cell)
    {
        var digits = Whole(cell).Replace("-", "", StringComparison.Ordinal).TrimStart('T', 't');
        if (CheckDigits.IsCorporateNumber(digits))
            return new(digits);
        return new(null, Doubt: Fault.Of(Rounded().IsMatch(Folding.Fold(cell)) ? Rules.CorporateNumberRounded : Rules.CorporateNumberInvalid));
    }

    /// <summary>E, 29, 296 or E29 (whose letter adds nothing); a lone digit has lost its zero. Anything else stays for the industry table to judge.</summary>
    public static CellValue Industry(string cell)
    {
        var code = Whole(cell).ToUpperInvariant();
        if (LetterAndDigits().Match(code) is { Success: true } both)
            code = both.Groups["digits"].Value;
        return new(code.Length == 1 && char.IsAsciiDigit(code[0]) ? "0" + code : code);
    }

    /// <summary>Folded; Excel's 149.0 is 149.</summary>
    static string Whole(string cell)
    {
        var code = Folding.Code(cell);
        return code.EndsWith(".0", StringComparison.Ordinal) ? code[..^2] : code;
    }

    [GeneratedRegex(@"^\d(\.\d+)?e\+\d+$")]
    private static partial Regex Rounded();

    [GeneratedRegex(@"^[A-T]-?(?<digits>\d{2,4})$")]
    private static partial Regex LetterAndDigits();
}
