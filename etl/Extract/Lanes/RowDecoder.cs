using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>Reads what a <see cref="RowEncoder"/> wrote, in the same order, from its first row. Not thread-safe.</summary>
sealed class RowDecoder(Source source)
{
    readonly RowTexts _texts = new(source);
    byte[] _bytes = [];
    int _at;

    /// <summary>The rows of some bytes, which begin and end with a row.</summary>
    /// <exception cref="InvalidDataException">While enumerating: they are no rows.</exception>
    public IEnumerable<ExtractedRow> Read(byte[] bytes)
    {
        (_bytes, _at) = (bytes, 0);
        while (_at < _bytes.Length)
            yield return Row();
    }

    ExtractedRow Row()
    {
        var parts = (RowParts)Byte();
        var (sheet, line) = (Text(), Number());
        var values = new object?[source.Fields.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(_texts.Of(i));
        var extra = (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty;
        IReadOnlyList<string> unknown = [];
        IReadOnlyList<RowWarning> warnings = [];
        IReadOnlyList<RowReject> rejects = [];
        if (parts.HasFlag(RowParts.Aside))
        {
            extra = Extra();
            unknown = Texts(_texts.Aside);
            warnings = Several(() => new RowWarning(Text(), Number(), Text(), Text(), Text()!, new(Text()!, Text()!)));
            rejects = Several(() => new RowReject(Text(), Number(), Text(), Text(), Text()!, new(Text()!, Text()!), new(Text()!, Text()!)));
        }

        return new(source, sheet, line, values, extra, warnings, rejects)
        {
            HasKey = parts.HasFlag(RowParts.Key),
            Unknown = unknown,
            Cells = parts.HasFlag(RowParts.Cells) ? Texts(_texts.Aside) : [],
        };
    }

    IReadOnlyDictionary<string, string> Extra()
    {
        var count = Number();
        if (count == 0)
            return ReadOnlyDictionary<string, string>.Empty;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            result[Text()!] = Text()!;
        return result;
    }

    IReadOnlyList<T> Several<T>(Func<T> read)
    {
        var count = Number();
        if (count == 0)
            return [];
        var result = new List<T>();
        while (result.Count < count)
            result.Add(read());
        return result;
    }

    object? Value(TextSlots<string> known) =>
        (RowTag)Byte() switch
        {
            RowTag.Null => null,
            RowTag.Text => New(known),
            RowTag.Known => known.Take(Number()),
            RowTag.Int => BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int))),
            RowTag.Long => BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long))),
            RowTag.Decimal => new decimal(MemoryMarshal.Cast<byte, int>(Next(sizeof(decimal)))),
            RowTag.False => false,
            RowTag.True => true,
            RowTag.Day => DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int)))),
            RowTag.Texts => Texts(known),
            var other => throw new InvalidDataException($"A value of kind {other}."),
        };

    string[] Texts(TextSlots<string> known)
    {
        var count = Number();
        if (count > _bytes.Length - _at)
            throw new InvalidDataException($"{count} texts in {_bytes.Length - _at} bytes.");
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = Value(known) as string ?? throw new InvalidDataException("A text is missing.");
        return texts;
    }

    string? Text() => (string?)Value(_texts.Aside);

    string New(TextSlots<string> known)
    {
        var text = MemoryMarshal.Cast<byte, char>(Next(checked(Number() * sizeof(char)))).ToString();
        known.Put(text, text);
        return text;
    }

    int Number()
    {
        var number = 0u;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            number |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
                return (int)number;
        }
    }

    byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw new InvalidDataException("The bytes end within a row.");

    ReadOnlySpan<byte> Next(int length)
    {
        if (length < 0 || length > _bytes.Length - _at)
            throw new InvalidDataException($"{length} bytes of {_bytes.Length - _at}.");
        var next = _bytes.AsSpan(_at, length);
        _at += length;
        return next;
    }
}
