using System.Text;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// Windows' Shift_JIS, strictly. The code page gives some characters (髙, ㈱, Ⅰ …) two or three codes, of which .NET reads only
/// the one that it would write; the others, found in files of older systems, are read here as Windows reads them.
/// </summary>
static class Cp932
{
    public static readonly Encoding Strict = CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, new SecondCodes())!;

    /// <summary>The character of a second code; null if there is no such code.</summary>
    static char? Second(byte lead, byte trail) =>
        (lead << 8 | trail) switch
        {
            0x8790 => '≒',
            0x8791 => '≡',
            0x8792 => '∫',
            0x8795 => '√',
            0x8796 => '⊥',
            0x8797 => '∠',
            0x879A => '∵',
            0x879B => '∩',
            0x879C => '∪',
            (>= 0xFA4A and <= 0xFA53) and var code => (char)('Ⅰ' + code - 0xFA4A),
            0xFA54 or 0xEEF9 => '￢',
            0xFA58 => '㈱',
            0xFA59 => '№',
            0xFA5A => '℡',
            0xFA5B => '∵',
            (>= 0xEEEF and <= 0xEEF8) and var code => (char)('ⅰ' + code - 0xEEEF),
            0xEEFA => '￤',
            0xEEFB => '＇',
            0xEEFC => '＂',
            >= 0xED40 and <= 0xEEEC when trail is >= 0x40 and <= 0xFC and not 0x7F => SameKanji(lead, trail),
            _ => null,
        };

    /// <summary>IBM's 360 kanji stand twice in the same order, from ED40 and from FA5C.</summary>
    static char SameKanji(byte lead, byte trail)
    {
        var place = ((lead - 0xED) * 188) + Place(trail) + Place(0x5C);
        var inRow = place % 188;
        Span<char> result = stackalloc char[1];
        Strict.GetChars([(byte)(0xFA + (place / 188)), (byte)(inRow + (inRow < 0x3F ? 0x40 : 0x41))], result);
        return result[0];
    }

    /// <summary>Trailing bytes run from 40 to FC without 7F.</summary>
    static int Place(byte trail) => trail - (trail > 0x7F ? 0x41 : 0x40);

    sealed class SecondCodes : DecoderFallback
    {
        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();
    }

    sealed class Buffer : DecoderFallbackBuffer
    {
        char? _next;

        public override int Remaining => _next is null ? 0 : 1;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            _next = bytesUnknown is [var lead, var trail] ? Second(lead, trail) : null;
            return _next is not null
                ? true
                : throw new DecoderFallbackException($"No character of CP932: {Convert.ToHexString(bytesUnknown)}", bytesUnknown, index);
        }

        public override char GetNextChar()
        {
            var next = _next ?? '\0';
            _next = null;
            return next;
        }

        public override bool MovePrevious() => false;

        public override void Reset() => _next = null;
    }
}
