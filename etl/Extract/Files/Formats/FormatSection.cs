using System.Globalization;
using System.Text;

namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>One section of a number format: literals and places for digits.</summary>
sealed class FormatSection
{
    readonly IReadOnlyList<FormatToken> _tokens;
    readonly int _scale,
        _places,
        _leastDigits,
        _end;
    readonly bool _showsZero;
    readonly string _literals;

    /// <param name="scale">The power of ten by which the number is multiplied: 2 for %, −3 for each comma behind the digits.</param>
    public FormatSection(List<FormatToken> tokens, int scale)
    {
        var point = tokens.FindIndex(token => token.Kind == FormatTokenKind.Point);
        _end = point >= 0 ? point : tokens.FindLastIndex(token => token.Kind == FormatTokenKind.Digit);
        var places = tokens.Take(_end + 1).Where(token => token.Kind == FormatTokenKind.Digit).ToList();
        var firstZero = places.FindIndex(token => token.Text == "0");
        (_tokens, _scale, _places, _leastDigits) = (tokens, scale, places.Count, firstZero < 0 ? 0 : places.Count - firstZero);
        _showsZero = tokens.Exists(token => token is { Kind: FormatTokenKind.General } or { Kind: FormatTokenKind.Digit, Text: "0" });
        _literals = string.Concat(tokens.Where(token => token.Kind == FormatTokenKind.Literal).Select(token => token.Text)).Trim();
        IsText = tokens.Exists(token => token.Kind == FormatTokenKind.Text);
        IsPlain = _literals.Length == 0 && scale == 0 && _leastDigits <= 1 && _showsZero;
    }

    /// <summary>A number shown in a way that says nothing more of it: a fraction, an exponent, hours.</summary>
    public static FormatSection Plain(Func<double, bool>? condition) => new([new(FormatTokenKind.General, "")], 0) { Condition = condition };

    /// <summary>It shows the number alone.</summary>
    public bool IsPlain { get; }

    public bool IsDate { get; init; }

    /// <summary>Of a day it shows the year and nothing more.</summary>
    public bool IsYear { get; init; }

    /// <summary>It stands for texts.</summary>
    public bool IsText { get; }

    /// <summary>Which numbers it stands for; null where its place among the sections decides.</summary>
    public Func<double, bool>? Condition { get; init; }

    /// <param name="hasSign">It stands for negative numbers alone: its literals are their sign, and may be none but a colour.</param>
    public string Write(decimal number, bool hasSign)
    {
        var shown = Math.Abs(number);
        for (var i = 0; i < Math.Abs(_scale); i++)
            shown = _scale > 0 ? shown * 10 : shown / 10;
        if (shown == 0 && !_showsZero)
            return Zero();
        var text =
            _places > 0 || _end >= 0 || _showsZero ? Digits(Text(shown))
            : _literals.All(Folding.IsDash) ? Text(shown)
            : _literals;
        if (number >= 0)
            return text;
        return "-" + (hasSign ? string.Concat(text.Where(c => c is not ('▲' or '△' or '(' or ')' or '（' or '）') && !Folding.IsDash(c))) : text);
    }

    /// <summary>The year of a day as it is shown: 2009年度, 平成21.</summary>
    public string Year(DateOnly day) =>
        string.Concat(
                _tokens.Select(token =>
                    token.Kind != FormatTokenKind.Year ? token.Text
                    : char.ToUpperInvariant(token.Text[0]) == 'Y' ? day.Year.ToString(CultureInfo.InvariantCulture)
                    : Era.Of(day)?.SpellYear(day.Year)
                )
            )
            .Trim();

    public string Write(string text) => string.Concat(_tokens.Select(token => token.Kind == FormatTokenKind.Text ? text : token.Text));

    /// <summary>A dash stands for a zero (¥ -); a zero without a place (#,###) is a blank cell to whoever reads the sheet.</summary>
    string Zero()
    {
        var sign = string.Concat(_literals.Where(c => !Folding.IsDash(c))).Trim();
        if (sign.Length < _literals.Length && sign.All(c => c == '\\' || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol))
            return sign + "0";
        return _end >= 0 ? "" : _literals;
    }

    string Digits(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? number : number[..point]).PadLeft(_leastDigits, '0');
        var (result, place, used) = (new StringBuilder(), 0, 0);
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (_tokens[i].Kind == FormatTokenKind.Literal)
                result.Append(_tokens[i].Text);
            else if (_tokens[i].Kind == FormatTokenKind.General)
                result.Append(number);
            else if (place < _places)
            {
                // The first place takes all digits that those behind it leave over.
                var end = Math.Max(whole.Length - (_places - ++place), used);
                result.Append(whole, used, end - used);
                used = end;
            }

            if (i == _end)
                result.Append(_places == 0 ? whole : "").Append(point < 0 ? "" : number[point..]);
        }

        return result.ToString();
    }

    static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
