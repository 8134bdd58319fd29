using System.Runtime.InteropServices;

namespace Analytics.Etl.Profiling;

/// <summary>64 bits of a value: equal values have equal ones, and different numbers and days have different ones.</summary>
static class ValueHash
{
    public static ulong Of(string text)
    {
        var hash = Mixed((ulong)text.Length);
        var words = MemoryMarshal.Cast<char, ulong>(text.AsSpan());
        foreach (var word in words)
            hash = Mixed(hash ^ word);
        foreach (var c in text.AsSpan(words.Length * 4))
            hash = Mixed(hash ^ c);
        return hash;
    }

    public static ulong Of(long number) => Mixed((ulong)number ^ 0x9E3779B97F4A7C15);

    /// <summary>1.5 and 1.50 are one number.</summary>
    public static ulong Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number / 1.0000000000000000000000000000m, bits);
        return Mixed(Mixed(((ulong)(uint)bits[0] << 32) | (uint)bits[1]) ^ (((ulong)(uint)bits[2] << 32) | (uint)bits[3]));
    }

    static ulong Mixed(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        return hash ^ (hash >> 32);
    }
}
