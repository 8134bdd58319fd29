using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>Takes one section of a number format apart. For one use; not thread-safe.</summary>
sealed partial class FormatReader(string section)
{
    readonly List<FormatToken> _tokens = [];
    readonly StringBuilder _literal = new();
    int _scale;
    bool _isDate,
        _isTime,
        _isPlain,
        _hasDigits,
        _hasPoint,
        _isMoreThanYear;
    Func<double, bool>? _condition;

    /// <summary>The sections of a format; semicolons part them, except within literals.</summary>
    public static IEnumerable<FormatSection> Sections(string code)
    {
        var start = 0;
        for (var i = 0; i < code.Length; i++)
        {
            if (LiteralEnd(code, i) is var end && end > i)
                i = end;
            else if (code[i] == ';')
            {
                yield return new FormatReader(code[start..i]).Read();
                start = i + 1;
            }
        }

        yield return new FormatReader(code[start..]).Read();
    }

    FormatSection Read()
    {
        for (var i = 0; i < section.Length; i++)
            i = ReadAt(i);
        EndLiteral();
        MovePoint();
        return _isPlain || (_isTime && !_isDate)
            ? FormatSection.Plain(_condition)
            : new(_tokens, _scale)
            {
                IsDate = _isDate,
                IsYear = _isDate && !_isTime && !_isMoreThanYear,
                Condition = _condition,
            };
    }

    /// <summary>The last character of a quoted, escaped, skipped or bracketed part that begins here; else this place.</summary>
    static int LiteralEnd(string code, int at)
    {
        var end = code[at] switch
        {
            '"' => code.IndexOf('"', at + 1),
            '[' => code.IndexOf(']', at + 1),
            '\\' or '!' or '_' or '*' => at + 1,
            _ => at,
        };
        return end < 0 ? code.Length - 1 : Math.Min(end, code.Length - 1);
    }

    /// <summary>Reads what begins at a place; returns the place of its last character.</summary>
    int ReadAt(int at)
    {
        var (c, end) = (section[at], LiteralEnd(section, at));
        switch (c)
        {
            case '_' or '*':
                return end;
            case '"' or '\\' or '!':
                _literal.Append(section[(at + 1)..(end + 1)].TrimEnd(c == '"' ? '"' : '\0'));
                return end;
            case '[':
                Bracket(section[(at + 1)..(end + 1)].TrimEnd(']'));
                return end;
            case '0' or '#' or '?':
                _hasDigits = true;
                Add(FormatTokenKind.Digit, c == '0' ? "0" : "#");
                return at;
            case '.' when !_hasPoint:
                _hasPoint = true;
                Add(FormatTokenKind.Point);
                return at;
            case ',' when _literal.Length == 0 && _tokens is [.., { Kind: FormatTokenKind.Digit }]:
                return Commas(at);
            case '/' when _hasDigits:
                _isPlain = true;
                return at;
            case '@':
                Add(FormatTokenKind.Text);
                return at;
            case '%':
                _scale += 2;
                break;
            default:
                if (Word().Match(section, at) is { Success: true } word)
                {
                    Take(word);
                    return at + word.Length - 1;
                }

                break;
        }

        _literal.Append(c);
        return at;
    }

    /// <summary>General, an exponent, or letters of a date; behind places for digits, letters stand for themselves.</summary>
    void Take(Match word)
    {
        if (word.Groups["general"].Success)
            Add(FormatTokenKind.General);
        else if (_hasDigits && word.Groups["exponent"].Success)
            _isPlain = true;
        else if (_hasDigits && !_isTime)
            _literal.Append(word.Value);
        else if (word.Groups["time"].Success)
            _isTime = true;
        else if (word.Groups["month"].Success)
        {
            // Beside hours or seconds, m stands for minutes.
            _isDate |= !_isTime && !BeforeSeconds().IsMatch(section[(word.Index + word.Length)..]);
            _isMoreThanYear = true;
        }
        else
        {
            _isDate = true;
            _isMoreThanYear |= !word.Groups["year"].Success;
            Add(FormatTokenKind.Year, word.Value);
        }
    }

    /// <summary>Between digits commas group; behind the last one each divides by 1,000.</summary>
    int Commas(int at)
    {
        var end = at;
        while (end + 1 < section.Length && section[end + 1] == ',')
            end++;
        if (end + 1 == section.Length || section[end + 1] is not ('0' or '#' or '?'))
            _scale -= 3 * (end - at + 1);
        return end;
    }

    void Bracket(string content)
    {
        if (content is ['$', .. var currency])
            _literal.Append(currency.Split('-')[0]);
        else if (Elapsed().IsMatch(content))
            _isPlain = true;
        else if (
            Limit().Match(content) is { Success: true } match
            && double.TryParse(match.Groups["limit"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit)
        )
            _condition = match.Groups["operator"].Value switch
            {
                "<" => number => number < limit,
                "<=" => number => number <= limit,
                ">" => number => number > limit,
                ">=" => number => number >= limit,
                "<>" => number => number != limit,
                _ => number => number == limit,
            };
    }

    /// <summary>1,234.6万円 is written #,##0!.0,"万円": the escaped point divides what the comma leaves.</summary>
    void MovePoint()
    {
        var at = _tokens.FindIndex(token => token is { Kind: FormatTokenKind.Literal, Text: "." });
        if (_scale >= 0 || _hasPoint || at <= 0)
            return;
        _tokens[at] = new(FormatTokenKind.Point, "");
        _scale -= _tokens.Skip(at).Count(token => token.Kind == FormatTokenKind.Digit);
    }

    void Add(FormatTokenKind kind, string text = "")
    {
        EndLiteral();
        _tokens.Add(new(kind, text));
    }

    void EndLiteral()
    {
        if (_literal.Length > 0)
            _tokens.Add(new(FormatTokenKind.Literal, _literal.ToString()));
        _literal.Clear();
    }

    [GeneratedRegex(
        @"\G(?:(?<general>General|G/標準)|(?<exponent>E[+-])|(?<time>AM/PM|A/P|午前/午後|[hs]+)|(?<month>m+)|(?<year>yyyy?|g+e+)(?![ydge])|[ydge]+|aaa+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Word();

    [GeneratedRegex(@"^[^a-z]*s", RegexOptions.IgnoreCase)]
    private static partial Regex BeforeSeconds();

    [GeneratedRegex("^[hms]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Elapsed();

    [GeneratedRegex("^(?<operator><=|>=|<>|[<>=])(?<limit>.+)$")]
    private static partial Regex Limit();
}
