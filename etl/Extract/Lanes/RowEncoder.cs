using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// Rows as bytes, one after the other. A row's bytes mean something only behind those before it:
/// <see cref="RowDecoder"/> reads them in the same order, from the first. Not thread-safe.
/// </summary>
sealed class RowEncoder(Source source)
{
    readonly RowTexts _texts = new(source);
    byte[] _bytes = new byte[1 << 17];

    /// <summary>Bytes that wait to be taken.</summary>
    public int Length { get; private set; }

    /// <summary>All bytes since they were taken last; until the next row is added.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var length = Length;
        Length = 0;
        return _bytes.AsSpan(0, length);
    }

    public void Add(ExtractedRow row, bool withCells)
    {
        var hasAside = row.Extra.Count > 0 || row.Unknown.Count > 0 || row.Warnings.Count > 0 || row.Rejects.Count > 0;
        Byte((byte)((row.HasKey ? RowParts.Key : 0) | (hasAside ? RowParts.Aside : 0) | (withCells ? RowParts.Cells : 0)));
        Text(row.Sheet, _texts.Aside);
        Number(row.Line);
        for (var i = 0; i < row.Values.Count; i++)
            Value(row.Values[i], _texts.Of(i));
        if (hasAside)
            Aside(row);
        if (withCells)
            Texts(row.Cells);
    }

    void Aside(ExtractedRow row)
    {
        Number(row.Extra.Count);
        foreach (var (header, cell) in row.Extra)
        {
            Text(header, _texts.Aside);
            Text(cell, _texts.Aside);
        }

        Texts(row.Unknown);
        Number(row.Warnings.Count);
        foreach (var warning in row.Warnings)
        {
            Place(warning.Sheet, warning.Line, warning.Column, warning.Value, warning.Rule);
            Text(warning.Reason);
        }

        Number(row.Rejects.Count);
        foreach (var reject in row.Rejects)
        {
            Place(reject.Sheet, reject.Line, reject.Column, reject.Value, reject.Rule);
            Text(reject.Reason);
            Text(reject.Mend);
        }
    }

    void Place(string? sheet, int line, string? column, string? value, string rule)
    {
        Text(sheet, _texts.Aside);
        Number(line);
        Text(column, _texts.Aside);
        Text(value, _texts.Aside);
        Text(rule, _texts.Aside);
    }

    void Text(Bilingual text)
    {
        Text(text.Ja, _texts.Aside);
        Text(text.En, _texts.Aside);
    }

    void Value(object? value, TextSlots<string> known)
    {
        switch (value)
        {
            case null:
                Byte((byte)RowTag.Null);
                break;
            case string text:
                Text(text, known);
                break;
            case int number:
                BinaryPrimitives.WriteInt32LittleEndian(Room(RowTag.Int, sizeof(int)), number);
                break;
            case DateOnly day:
                BinaryPrimitives.WriteInt32LittleEndian(Room(RowTag.Day, sizeof(int)), day.DayNumber);
                break;
            case long number:
                BinaryPrimitives.WriteInt64LittleEndian(Room(RowTag.Long, sizeof(long)), number);
                break;
            case decimal number:
                decimal.GetBits(number, MemoryMarshal.Cast<byte, int>(Room(RowTag.Decimal, sizeof(decimal))));
                break;
            case bool flag:
                Byte((byte)(flag ? RowTag.True : RowTag.False));
                break;
            case string[] texts:
                Byte((byte)RowTag.Texts);
                Number(texts.Length);
                foreach (var text in texts)
                    Text(text, known);
                break;
            default:
                throw new InvalidOperationException($"A value of type {value.GetType().Name} cannot be sent.");
        }
    }

    void Texts(IReadOnlyList<string> texts)
    {
        Number(texts.Count);
        foreach (var text in texts)
            Text(text, _texts.Aside);
    }

    void Text(string? text, TextSlots<string> known)
    {
        if (text is null)
            Byte((byte)RowTag.Null);
        else if (known.Find(text) is >= 0 and var slot)
        {
            known.Take(slot);
            Byte((byte)RowTag.Known);
            Number(slot);
        }
        else
        {
            known.Put(text, text);
            Byte((byte)RowTag.Text);
            Number(text.Length);
            MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(Room(text.Length * sizeof(char)));
        }
    }

    /// <summary>A number of 0 or more, in seven bits a byte.</summary>
    void Number(int number)
    {
        var rest = (uint)number;
        for (; rest > 0x7F; rest >>= 7)
            Byte((byte)(rest | 0x80));
        Byte((byte)rest);
    }

    void Byte(byte value) => Room(1)[0] = value;

    Span<byte> Room(RowTag tag, int length)
    {
        Byte((byte)tag);
        return Room(length);
    }

    Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        var room = _bytes.AsSpan(Length, length);
        Length += length;
        return room;
    }
}
