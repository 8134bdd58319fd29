using System.Collections.Concurrent;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// What has been worked out of whole spans of a segment, by what that is: it is kept, since rows never change. It takes a tenth of what the rows
/// take. What would be more is not kept,
/// until so much has been turned away that other questions are asked than before; then everything is let go and grows anew. Thread-safe.
/// </summary>
internal sealed class KeptTotals(int rows, int spans)
{
    private const int BytesPerRow = 2;

    /// <summary>What may be kept of a segment of few rows.</summary>
    private const long FewBytes = 1 << 20;

    /// <summary>So often something is turned away of each span before all is let go: working that out again costs little beside it.</summary>
    private const int MostTurnedAway = 256;

    private readonly ConcurrentDictionary<(CodeArray? Codes, string What), Array> _bySpan = new();
    private readonly long _most = Math.Max(FewBytes, (long)rows * BytesPerRow);
    private long _bytes;
    private int _turnedAway;

    /// <summary>What is kept of each span; null where that has not been worked out yet.</summary>
    /// <param name="codes">The column by whose codes it is told; null: by none.</param>
    /// <param name="what">What it is, in words that tell it from others.</param>
    public T[]?[] Of<T>(CodeArray? codes, string what)
    {
        if (_bySpan.TryGetValue((codes, what), out var known))
        {
            return (T[]?[])known;
        }

        // Names of what is never kept take room too.
        var added = new T[spans][];
        if (_bySpan.TryAdd((codes, what), added))
            Interlocked.Add(ref _bytes, sizeof(char) * what.Length + IntPtr.Size * spans);
        return (T[]?[])_bySpan.GetOrAdd((codes, what), added);
    }

    /// <summary>True where so many more bytes may be kept now.</summary>
    public bool HasRoomFor(long bytes)
    {
        if (Interlocked.Read(ref _bytes) + bytes <= _most)
        {
            return true;
        }

        if (Interlocked.Increment(ref _turnedAway) >= MostTurnedAway * spans)
        {
            _bySpan.Clear();
            Interlocked.Exchange(ref _bytes, 0);
            Interlocked.Exchange(ref _turnedAway, 0);
        }

        return false;
    }

    /// <summary>Keeps what was worked out of a span; another reader may have done so before.</summary>
    public void Keep<T>(T[]?[] bySpan, int span, T[] found)
    {
        if (Interlocked.CompareExchange(ref bySpan[span], found, null) is null)
            Interlocked.Add(ref _bytes, Buffer.ByteLength(found));
    }
}
