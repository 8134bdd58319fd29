using System.Buffers.Binary;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Reads the rows of a <c>COPY … TO STDOUT (FORMAT BINARY)</c> stream field by field. Rows must be shorter than <see cref="LongestRow"/> bytes, as
/// rows of keys, numbers and codes are. Not thread-safe.
/// </summary>
internal sealed class RowStream(Stream stream)
{
    public const int LongestRow = 65_536;

    private const int HeaderLength = 19;

    private readonly byte[] _buffer = new byte[16 * LongestRow];
    private int _at;
    private int _end;
    private bool _isOpen;

    /// <summary>Advances to the next row; false after the last one.</summary>
    /// <exception cref="InvalidDataException">The stream is not a binary copy, or ends within a row.</exception>
    public bool NextRow()
    {
        if (_end - _at < LongestRow)
        {
            Fill();
        }

        if (!_isOpen)
        {
            // Signature (11 bytes), flags, and the length of the header extension; the last two are 0.
            if (_end < HeaderLength || !_buffer.AsSpan(0, 7).SequenceEqual("PGCOPY\n"u8))
            {
                throw new InvalidDataException("This is no binary copy.");
            }

            (_at, _isOpen) = (HeaderLength, true);
        }

        var fields = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_at, 2));
        _at += 2;
        return fields >= 0;
    }

    /// <summary>Reads an integer of 1 (a flag), 2, 4 or 8 bytes; <paramref name="missing"/> for null.</summary>
    public long Number(long missing)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at, 4));
        _at += 4;
        switch (length)
        {
            case 4:
                _at += 4;
                return BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at - 4, 4));
            case 8:
                _at += 8;
                return BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(_at - 8, 8));
            case -1:
                return missing;
            case 1:
                return _buffer[_at++];
            case 2:
                _at += 2;
                return BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_at - 2, 2));
            default:
                throw new InvalidDataException($"A number of {length} bytes.");
        }
    }

    /// <summary>Reads a UTF-8 text; empty for null. Valid until the next row.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at, 4)));
        _at += 4 + length;
        return _buffer.AsSpan(_at - length, length);
    }

    private void Fill()
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        (_at, _end) = (0, _end - _at);
        while (_end < _buffer.Length && stream.Read(_buffer, _end, _buffer.Length - _end) is > 0 and var read)
        {
            _end += read;
        }
    }
}
