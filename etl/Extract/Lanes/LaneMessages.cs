using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>What goes between the loader and a process that reads files. Everything but rows is JSON.</summary>
enum LaneMessage : byte
{
    /// <summary>To the lane: open a file (<see cref="ExtractionRequest"/>). It answers <see cref="Opened"/> or <see cref="Refused"/>.</summary>
    Open,

    /// <summary>
    /// To the lane: read the file that is open. It answers with <see cref="Rows"/> as often as needed, then <see cref="Done"/> or
    /// <see cref="Refused"/>.
    /// </summary>
    Read,

    /// <summary><see cref="OpenedFile"/>.</summary>
    Opened,

    /// <summary>Some rows, see <see cref="RowEncoder"/>.</summary>
    Rows,

    /// <summary><see cref="ExtractSummary"/>.</summary>
    Done,

    /// <summary><see cref="LaneRefusal"/>: the file's fault.</summary>
    Refused,

    /// <summary>A text: the machine's fault, such as a disk that does not answer.</summary>
    Failed,

    /// <summary>A text: the product's fault. The process is given up.</summary>
    Broken,

    /// <summary>Nothing: the memory does not suffice. The process is given up.</summary>
    Exhausted,
}

/// <summary>A file to be read.</summary>
/// <param name="Path">Where it lies; its name means nothing.</param>
/// <param name="Source">The source that it must belong to; null: the one that fits best.</param>
/// <param name="Overlay">The installation's declarations.</param>
public sealed record ExtractionRequest(string Path, string? Source, IReadOnlyList<SourceText> Overlay)
{
    /// <summary>Only the rows of these places are wanted, with their cells, and the layouts; null: all rows, without.</summary>
    public IReadOnlyList<RowPlace>? Places { get; init; }
}

/// <summary>Where a row stands in a file.</summary>
public sealed record RowPlace(string? Sheet, int Line);

/// <summary>What is known of a file before its rows are read.</summary>
public sealed record OpenedFile(string Source, string Format, string? Encoding, IReadOnlyList<LedgerLayout> Layouts)
{
    /// <summary>Names of the source's columns that no sheet has.</summary>
    public IReadOnlyList<string> MissingColumns { get; init; } = [];
}

/// <summary>A <see cref="FileRefusedException"/> on its way.</summary>
sealed record LaneRefusal(string Rule, Bilingual Reason, Bilingual Mend)
{
    public IReadOnlyList<NearSource> Near { get; init; } = [];

    public static LaneRefusal Of(FileRefusedException refusal) => new(refusal.Rule, refusal.Reason, refusal.Mend) { Near = refusal.Near };

    public FileRefusedException AsException() => new(Rule, Reason, Mend) { Near = Near };
}

/// <summary>Messages on a stream: kind, length, content. Not thread-safe.</summary>
static class LaneStream
{
    /// <summary>No message is longer; whoever says so is not one of ours.</summary>
    const int Longest = 256 << 20;

    static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write<T>(Stream stream, LaneMessage kind, T content) => WriteBytes(stream, kind, JsonSerializer.SerializeToUtf8Bytes(content, Json));

    public static void WriteBytes(Stream stream, LaneMessage kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)kind;
        BitConverter.TryWriteBytes(head[1..], content.Length);
        stream.Write(head);
        stream.Write(content);
        stream.Flush();
    }

    /// <exception cref="EndOfStreamException">The other side has ended.</exception>
    public static (LaneMessage Kind, byte[] Content) Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[5];
        stream.ReadExactly(head);
        var length = BitConverter.ToInt32(head[1..]);
        if (length is < 0 or > Longest)
            throw new InvalidDataException($"A message of {length} bytes.");
        var content = new byte[length];
        stream.ReadExactly(content);
        return ((LaneMessage)head[0], content);
    }

    public static T Content<T>(byte[] content) => JsonSerializer.Deserialize<T>(content, Json)!;

    public static byte[] Bytes<T>(T content) => JsonSerializer.SerializeToUtf8Bytes(content, Json);
}
