namespace Analytics.Etl.Samples;

/// <summary>
/// A stream of pseudo-random draws (xoshiro256**, Blackman and Vigna 2018, seeded by SplitMix64). The same seed, stream and
/// index give the same draws on every platform: only IEEE additions, multiplications and divisions are used, no library
/// logarithm or exponential, whose last digit differs between machines. Not thread-safe, and not for secrets.
/// </summary>
public sealed class Draw
{
    private ulong a,
        b,
        c,
        d;

    public Draw(ulong seed, ulong stream, ulong index)
    {
        var state = seed ^ (stream * 0xD1342543DE82EF95) ^ (index * 0x2545F4914F6CDD1D);
        a = SplitMix(ref state);
        b = SplitMix(ref state);
        c = SplitMix(ref state);
        d = SplitMix(ref state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>The index of one of <paramref name="weights"/>, drawn in proportion to them.</summary>
    public int Weighted(IReadOnlyList<double> weights)
    {
        var total = 0.0;
        for (var i = 0; i < weights.Count; i++)
            total += weights[i];
        var left = Unit() * total;
        for (var i = 0; i < weights.Count - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }
        return weights.Count - 1;
    }

    /// <summary>Approximately standard normal: twelve uniforms less six.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += Unit();
        return sum;
    }

    /// <summary>Log-normal with the given median; <paramref name="sigma"/> is the deviation of its logarithm.</summary>
    public double LogNormal(double median, double sigma) => median * Exp(sigma * Normal());

    /// <summary>A lag in whole days, at least one.</summary>
    public int Days(double median, double sigma) => Math.Max(1, (int)LogNormal(median, sigma));

    private static double Exp(double x)
    {
        // e^x = (e^(x/64))^64; the series of the small part ends below rounding after nine terms.
        var part = x / 64;
        double sum = 1,
            term = 1;
        for (var i = 1; i < 10; i++)
        {
            term *= part / i;
            sum += term;
        }
        for (var i = 0; i < 6; i++)
            sum *= sum;
        return sum;
    }

    private ulong Next()
    {
        var result = ulong.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
