namespace Analytics.Dashboard.Hosting;

/// <summary>Stops the dashboard when its standard input ends: whoever started it has closed it, or is gone.</summary>
internal sealed class SupervisorLink(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A read of standard input cannot be cancelled: it has a thread of its own, which ends with the process.
        new Thread(Watch) { IsBackground = true, Name = "supervisor link" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Watch()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0) { }

        lifetime.StopApplication();
    }
}
