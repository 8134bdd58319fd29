using Analytics.Etl.Jobs;
using Analytics.Sql.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Etl.Hosting;

/// <summary>The worker: the scheduler with its jobs, in this process.</summary>
internal sealed class WorkerPart(Warehouse warehouse, RunOptions options, Terminal terminal) : IPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private IHost? _host;

    public Bilingual Name { get; } = new("スケジューラー", "The scheduler");

    public Task<Bilingual?> Ended { get; private set; } = Task.FromResult<Bilingual?>(null);

    public async Task StartAsync(CancellationToken cancellation)
    {
        await DisposeAsync();
        await ArchiveId.RequireAsync(warehouse.Folder, warehouse.Loader, cancellation);
        var host = Worker.Build(warehouse, options);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch
        {
            host.Dispose();
            throw;
        }

        _host = host;
        var ended = new TaskCompletionSource<Bilingual?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Ended = ended.Task;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ended.TrySetResult(null));
    }

    /// <summary>Stops it, but not at any price: where its database has gone the scheduler tries for ever to record the end of its jobs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is not { } host)
        {
            return;
        }

        _host = null;
        try
        {
            await host.StopAsync(CancellationToken.None).WaitAsync(Patience);
            host.Dispose();
        }
        catch (TimeoutException)
        {
            // It ends with this process.
            terminal.Note(
                new Bilingual(
                    "スケジューラーの停止を待たずに続けます。途中の仕事は次の起動で続けます。",
                    "Goes on without waiting for the scheduler any longer: the next start takes up what it was doing."
                )
            );
        }
    }
}
