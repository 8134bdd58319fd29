using System.Runtime.InteropServices;

namespace Analytics.Etl.Profiling;

/// <summary>
/// How many different values a column has, by 64 bits of each: of a million values two are taken for one once in 37 million columns. Memory is
/// bounded; what is more lies
/// sorted on disk. Not thread-safe.
/// </summary>
/// <param name="disk">Where hashes lie that memory does not hold; of all columns of a batch, each knows its places in it.</param>
sealed class DistinctCount(Lazy<Stream> disk)
{
    /// <summary>So many hashes stay in memory.</summary>
    const int Most = 1 << 15;

    /// <summary>On disk they are counted in so many parts, by their first bits.</summary>
    const int Parts = 64;

    readonly ulong[] _recent = new ulong[1024];
    readonly List<(long Place, int[] Ends)> _runs = [];
    ulong[] _hashes = new ulong[64];
    int _count;

    /// <summary>Whether the value is new, as far as memory tells: one that came lately is not.</summary>
    public bool Add(ulong hash)
    {
        ref var recent = ref _recent[hash & 1023];
        if (recent == hash)
            return false;
        recent = hash;
        if (_count == _hashes.Length)
            MakeRoom();
        _hashes[_count++] = hash;
        return true;
    }

    public long Count()
    {
        if (_runs.Count == 0)
        {
            _count = Distinct(_hashes.AsSpan(0, _count));
            return _count;
        }

        Spill();
        var (result, part) = (0L, new List<ulong>());
        for (var i = 0; i < Parts; i++)
        {
            part.Clear();
            foreach (var (place, ends) in _runs)
                Read(place, i == 0 ? 0 : ends[i - 1], ends[i], part);
            result += Distinct(CollectionsMarshal.AsSpan(part));
        }

        return result;
    }

    void MakeRoom()
    {
        if (_hashes.Length < Most)
        {
            Array.Resize(ref _hashes, _hashes.Length * 4);
            return;
        }

        _count = Distinct(_hashes);
        if (_count > Most / 2)
            Spill();
    }

    void Spill()
    {
        _count = Distinct(_hashes.AsSpan(0, _count));
        var (ends, at) = (new int[Parts], 0);
        for (var part = 0; part < Parts; part++)
        {
            while (at < _count && (int)(_hashes[at] >> 58) == part)
                at++;
            ends[part] = at;
        }

        _runs.Add((disk.Value.Length, ends));
        disk.Value.Position = disk.Value.Length;
        disk.Value.Write(MemoryMarshal.AsBytes(_hashes.AsSpan(0, _count)));
        _count = 0;
    }

    void Read(long place, int first, int end, List<ulong> into)
    {
        var before = into.Count;
        CollectionsMarshal.SetCount(into, before + end - first);
        disk.Value.Position = place + (first * sizeof(ulong));
        disk.Value.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(into)[before..]));
    }

    /// <summary>Sorts them and moves the different ones to the front; returns how many these are.</summary>
    static int Distinct(Span<ulong> hashes)
    {
        hashes.Sort();
        var count = 0;
        foreach (var hash in hashes)
        {
            if (count == 0 || hashes[count - 1] != hash)
                hashes[count++] = hash;
        }

        return count;
    }
}
