using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>Rows as bytes: values by their type, the seldom rest (unknown columns and values, warnings, rejects) as JSON.</summary>
static class RowCodec
{
    enum Tag : byte { Null, Text, Int, Long, Decimal, False, True, Day, Texts }

    [Flags]
    enum Parts : byte { None = 0, Key = 1, Aside = 2, Cells = 4 }

    sealed record Aside(IReadOnlyDictionary<string, string> Extra, IReadOnlyList<string> Unknown, IReadOnlyList<RowWarning> Warnings, IReadOnlyList<RowReject> Rejects);

    static readonly Aside Nothing = new(ReadOnlyDictionary<string, string>.Empty, [], [], []);

    public static void Write(BinaryWriter to, ExtractedRow row, bool withCells)
    {
        var hasAside = row.Extra.Count > 0 || row.Unknown.Count > 0 || row.Warnings.Count > 0 || row.Rejects.Count > 0;
        to.Write((byte)((row.HasKey ? Parts.Key : 0) | (hasAside ? Parts.Aside : 0) | (withCells ? Parts.Cells : 0)));
        Write(to, row.Sheet);
        to.Write7BitEncodedInt(row.Line);
        foreach (var value in row.Values)
            Write(to, value);
        if (hasAside)
        {
            var aside = LaneStream.Bytes(new Aside(row.Extra, row.Unknown, row.Warnings, row.Rejects));
            to.Write7BitEncodedInt(aside.Length);
            to.Write(aside);
        }

        if (withCells)
            Write(to, row.Cells.ToArray());
    }

    public static ExtractedRow Read(BinaryReader from, Source source)
    {
        var parts = (Parts)from.ReadByte();
        var sheet = Value(from) as string;
        var line = from.Read7BitEncodedInt();
        var values = new object?[source.Fields.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(from);
        var aside = parts.HasFlag(Parts.Aside) ? LaneStream.Content<Aside>(from.ReadBytes(from.Read7BitEncodedInt())) : Nothing;
        return new(source, sheet, line, values, aside.Extra, aside.Warnings, aside.Rejects)
        {
            HasKey = parts.HasFlag(Parts.Key),
            Unknown = aside.Unknown,
            Cells = parts.HasFlag(Parts.Cells) ? (string[])Value(from)! : [],
        };
    }

    static void Write(BinaryWriter to, object? value)
    {
        switch (value)
        {
            case null: to.Write((byte)Tag.Null); break;
            case string text: Put(Tag.Text); Text(text); break;
            case int number: Put(Tag.Int); to.Write(number); break;
            case long number: Put(Tag.Long); to.Write(number); break;
            case decimal number: Put(Tag.Decimal); to.Write(number); break;
            case bool flag: Put(flag ? Tag.True : Tag.False); break;
            case DateOnly day: Put(Tag.Day); to.Write(day.DayNumber); break;
            case string[] texts:
                Put(Tag.Texts);
                to.Write7BitEncodedInt(texts.Length);
                Array.ForEach(texts, Text);
                break;
            default: throw new InvalidOperationException($"A value of type {value.GetType().Name} cannot be sent.");
        }

        void Put(Tag tag) => to.Write((byte)tag);

        // As UTF-16: half a surrogate pair, which a spreadsheet may hold, arrives as it is.
        void Text(string text)
        {
            to.Write7BitEncodedInt(text.Length);
            to.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    static object? Value(BinaryReader from)
    {
        return (Tag)from.ReadByte() switch
        {
            Tag.Null => null,
            Tag.Text => Text(),
            Tag.Int => from.ReadInt32(),
            Tag.Long => from.ReadInt64(),
            Tag.Decimal => from.ReadDecimal(),
            Tag.False => false,
            Tag.True => true,
            Tag.Day => DateOnly.FromDayNumber(from.ReadInt32()),
            Tag.Texts => Texts(),
            var other => throw new InvalidDataException($"A value of kind {other}."),
        };

        string Text() => string.Create(from.Read7BitEncodedInt(), from, (text, reader) => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(text)));

        string[] Texts()
        {
            var texts = new string[from.Read7BitEncodedInt()];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = Text();
            return texts;
        }
    }
}
