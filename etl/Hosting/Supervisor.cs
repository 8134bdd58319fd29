using System.Net;
using System.Net.Sockets;
using Analytics.Etl.Commands;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Etl.Hosting;

/// <summary>
/// Keeps the running product together: database server, worker and dashboard. It ends when asked to, or when one of them
/// ends; then it stops the others, readers first and the database last.
/// </summary>
internal sealed class Supervisor(Warehouse warehouse, RunOptions options, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Refuses a port that another program listens on, before anything is started.</summary>
    public static void RequireFreePort(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException error)
        {
            throw new RefusalException(
                $"ポート {port} は使えません ({error.Message})。動いているものを止めるか、--port でほかのポートを指定してください。",
                $"Port {port} cannot be used ({error.Message}). Stop what runs there, or name another with --port.",
                error);
        }
    }

    /// <returns>An <see cref="ExitCode"/>: done when it was asked to stop, failed when a part of the product ended by itself.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var worker = Worker.Build(warehouse, options);
        await using var dashboard = options.Dashboard is { } path ? DashboardProcess.Start(path, options.Address, warehouse) : null;
        try
        {
            await worker.StartAsync(stop);
            return await WatchAsync(worker, dashboard, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            terminal.Note(new Bilingual("停止しています…", "Stopping…"));
            if (dashboard is not null)
            {
                await dashboard.DisposeAsync();
            }

            await StopAsync(worker);
        }
    }

    /// <summary>Stops the worker, but not at any price: where its database has gone the scheduler tries for ever to record the end of its jobs.</summary>
    private async Task StopAsync(IHost worker)
    {
        try
        {
            await worker.StopAsync(CancellationToken.None).WaitAsync(Patience);
            worker.Dispose();
        }
        catch (TimeoutException)
        {
            // It ends with this process.
            terminal.Note(new Bilingual("スケジューラーの停止を待たずに終了します。途中の仕事は次の起動で続けます。", "Ends without waiting for the scheduler any longer: the next start takes up what it was doing."));
        }
    }

    private async Task<int> WatchAsync(IHost worker, DashboardProcess? dashboard, CancellationToken stop)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asked = Task.Delay(Timeout.Infinite, watching.Token);
        var server = warehouse.Server?.Ended ?? asked;
        var reader = dashboard?.Ended ?? asked;
        var jobs = EndAsync(worker, watching.Token);
        var ready = AnnounceAsync(dashboard, watching.Token);
        var ended = await Task.WhenAny(asked, server, reader, jobs);
        await watching.CancelAsync();
        try
        {
            await ready;
        }
        catch (OperationCanceledException)
        {
            // The product ended before it was ready.
        }

        if (stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }

        terminal.Note(ended == server
            ? new Bilingual("データベースサーバーが終了したため、製品を停止します。", "The database server has ended: the product stops.")
            : ended == reader
                ? new Bilingual($"ダッシュボードが終了した (コード {dashboard!.ExitCode}) ため、製品を停止します。", $"The dashboard has ended (code {dashboard.ExitCode}): the product stops.")
                : new Bilingual("スケジューラーが終了したため、製品を停止します。", "The scheduler has ended: the product stops."));
        return ExitCode.Failed;
    }

    private static async Task EndAsync(IHost worker, CancellationToken stop)
    {
        var stopping = worker.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, stopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Says that the dashboard can be used once it can, in words that scripts wait for.</summary>
    private async Task AnnounceAsync(DashboardProcess? dashboard, CancellationToken stop)
    {
        if (dashboard is null)
        {
            terminal.Line("スケジューラーが動いています。", "The scheduler runs.");
            return;
        }

        using var client = new HttpClient { BaseAddress = options.Address };
        var isWaiting = false;
        while (true)
        {
            switch (await AskAsync(client, stop))
            {
                case HttpStatusCode.OK:
                    await terminal.Output.WriteLineAsync($"Dashboard ready at {options.Address.GetLeftPart(UriPartial.Authority)}");
                    await terminal.Output.FlushAsync(stop);
                    return;
                case HttpStatusCode.ServiceUnavailable when !isWaiting:
                    isWaiting = true;
                    terminal.Note(new Bilingual("最初の公開を待っています…", "Waiting for the first publication…"));
                    break;
            }

            await Task.Delay(Pause, stop);
        }
    }

    private static async Task<HttpStatusCode?> AskAsync(HttpClient client, CancellationToken stop)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), stop);
            return answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return null; // it does not listen, or not answer, yet
        }
    }
}
