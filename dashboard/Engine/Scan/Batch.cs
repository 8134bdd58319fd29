namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Some rows of one block, few enough to fit the processor's L1 cache.</summary>
internal readonly record struct Batch(int From, int Length)
{
    public const int Size = 1_024;

    /// <summary>Splits a block into batches.</summary>
    public static IEnumerable<Batch> Of((int From, int To) block)
    {
        for (var at = block.From; at < block.To; at += Size)
        {
            yield return new Batch(at, Math.Min(Size, block.To - at));
        }
    }
}
