using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Analytics.Dashboard.Hosting;

/// <summary>
/// Gives back what readers leave behind. What it took to open a circuit, and the circuit itself once it is closed, is garbage; but the runtime looks
/// for garbage only when new memory is asked for,
/// which nobody does on a quiet evening. Once no circuit has come or gone for <see cref="Quiet"/>, it is told to look. Thread-safe.
/// </summary>
internal sealed class CircuitMemory(TimeProvider time, ILogger<CircuitMemory> log) : CircuitHandler, IHostedService, IDisposable
{
    // So many that came or went leave enough behind to be worth a pause for those who stay.
    private const int Many = 20;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private ITimer? timer;
    private int moved;

    /// <summary>Circuits that are open, those that have lost their reader a short while ago included.</summary>
    public int Open { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        timer = time.CreateTimer(_ => Collect(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => Counted(+1);

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => Counted(-1);

    public void Dispose() => timer?.Dispose();

    private Task Counted(int change)
    {
        lock (gate)
        {
            Open += change;
            moved++;
            timer?.Change(Quiet, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    private void Collect()
    {
        int of,
            left;
        lock (gate)
        {
            (of, left) = (moved, Open);
            if (left > 0 && of < Many)
                return;
            moved = 0;
        }

        var (before, started) = (Environment.WorkingSet, time.GetTimestamp());
        // Only so does what is free go back to the machine. It takes a tenth of a second with a hundred readers, and those who stay come and go no
        // more just then.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        log.LogDebug(
            "{Moved} circuits came or went, {Open} are open: {Before} MB before, {After} MB after {Milliseconds} ms",
            of,
            left,
            before >> 20,
            Environment.WorkingSet >> 20,
            time.GetElapsedTime(started).TotalMilliseconds
        );
    }
}
