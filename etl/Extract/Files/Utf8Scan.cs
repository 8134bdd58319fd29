using System.Text;
using System.Text.Unicode;

namespace Analytics.Etl.Extract.Files;

/// <summary>Strict UTF-8 validation in blocks: overlong forms, surrogates and stray bytes are invalid. Stops counting at the first bad byte.</summary>
sealed class Utf8Scan
{
    /// <summary>Past so many characters they are no longer counted one by one.</summary>
    const int Enough = 1000;

    int _pending;
    byte _least = 0x80,
        _most = 0xBF;

    public bool IsValid { get; private set; } = true;

    /// <summary>The bytes so far end within a character.</summary>
    public bool IsCut => _pending > 0;

    public bool HasNul { get; private set; }

    /// <summary>Whole characters of three or four bytes before the first bad byte; past a thousand some are left out.</summary>
    public int Characters { get; private set; }

    /// <summary>The line of the first bad byte, else of the end.</summary>
    public int Line { get; private set; } = 1;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        HasNul |= bytes.Contains((byte)0);
        if (!IsValid)
            return;
        // A block that begins a character and holds none that is bad is told at once; its last, which may go on in the next block, byte by byte.
        var whole = _pending == 0 && (Characters >= Enough || Ascii.IsValid(bytes)) ? bytes[..LastStart(bytes)] : [];
        if (whole.Length > 0 && Utf8.IsValid(whole))
        {
            Line += whole.Count((byte)'\n');
            bytes = bytes[whole.Length..];
        }

        var wide = false;
        foreach (var b in bytes)
        {
            if (_pending > 0)
            {
                if (b < _least || b > _most)
                {
                    IsValid = false;
                    return;
                }

                (_least, _most) = (0x80, 0xBF);
                wide |= _pending >= 2;
                if (--_pending == 0 && wide)
                {
                    Characters++;
                    wide = false;
                }
            }
            else if (b < 0x80)
            {
                if (b == '\n')
                    Line++;
            }
            else if (!Lead(b))
            {
                IsValid = false;
                return;
            }
        }
    }

    /// <summary>Where the last character begins, if it has more than a byte; else the end.</summary>
    static int LastStart(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            if (bytes[^back] is >= 0xC0 or < 0x80)
                return bytes.Length - (bytes[^back] < 0x80 ? back - 1 : back);
        }

        return bytes.Length;
    }

    bool Lead(byte b)
    {
        (_pending, _least, _most) = b switch
        {
            >= 0xC2 and <= 0xDF => (1, (byte)0x80, (byte)0xBF),
            0xE0 => (2, (byte)0xA0, (byte)0xBF),
            0xED => (2, (byte)0x80, (byte)0x9F),
            >= 0xE1 and <= 0xEF => (2, (byte)0x80, (byte)0xBF),
            0xF0 => (3, (byte)0x90, (byte)0xBF),
            >= 0xF1 and <= 0xF3 => (3, (byte)0x80, (byte)0xBF),
            0xF4 => (3, (byte)0x80, (byte)0x8F),
            _ => (0, (byte)0x80, (byte)0xBF),
        };
        return _pending > 0;
    }
}
