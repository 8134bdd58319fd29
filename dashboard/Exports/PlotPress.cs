namespace Analytics.Dashboard.Exports;

/// <summary>
/// Where sheets are drawn: only so many at once that the pages keep processors of their own, the others wait their turn. Thread-safe.
/// </summary>
public sealed class PlotPress : IDisposable
{
    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Draws a file.</summary>
    internal async Task<byte[]> DrawAsync(Func<byte[]> draw, CancellationToken cancellation)
    {
        await turns.WaitAsync(cancellation);
        try
        {
            return await Task.Run(draw, cancellation);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => turns.Dispose();
}
