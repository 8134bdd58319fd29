using System.Collections.Concurrent;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// A cache of aggregates over whole spans of a segment; they stay valid because rows never change. It uses up to a tenth of the memory of the rows.
/// When it is full, new entries are rejected; after many rejections, which mean that readers now ask other questions, it is cleared. Thread-safe.
/// </summary>
internal sealed class KeptTotals(int rows, int spans)
{
    private const int BytesPerRow = 2;

    /// <summary>Minimum size of the cache, for small segments.</summary>
    private const long FewBytes = 1 << 20;

    /// <summary>Rejections per span before the cache is cleared. Recomputing its contents is cheap by comparison.</summary>
    private const int MostTurnedAway = 256;

    private readonly ConcurrentDictionary<(CodeArray? Codes, string What), Array> _bySpan = new();
    private readonly long _most = Math.Max(FewBytes, (long)rows * BytesPerRow);
    private long _bytes;
    private int _turnedAway;

    /// <summary>The cached aggregates by span; null for a span that has not been computed yet.</summary>
    /// <param name="codes">The column by whose codes the aggregates are grouped; null: not grouped.</param>
    /// <param name="what">A text that identifies the aggregate.</param>
    public T[]?[] Of<T>(CodeArray? codes, string what)
    {
        if (_bySpan.TryGetValue((codes, what), out var known))
        {
            return (T[]?[])known;
        }

        // Count the key as well: keys whose values are rejected still take memory.
        var added = new T[spans][];
        if (_bySpan.TryAdd((codes, what), added))
            Interlocked.Add(ref _bytes, sizeof(char) * what.Length + IntPtr.Size * spans);
        return (T[]?[])_bySpan.GetOrAdd((codes, what), added);
    }

    /// <summary>True if that many more bytes fit now.</summary>
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

    /// <summary>Caches the aggregate of a span, unless another reader already has.</summary>
    public void Keep<T>(T[]?[] bySpan, int span, T[] found)
    {
        if (Interlocked.CompareExchange(ref bySpan[span], found, null) is null)
            Interlocked.Add(ref _bytes, Buffer.ByteLength(found));
    }
}
