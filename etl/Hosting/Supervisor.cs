using System.Net;
using System.Net.Sockets;
using Analytics.Etl.Commands;
using Analytics.Etl.Jobs;
using Analytics.Sql;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Hosting;

/// <summary>
/// Keeps the running product together: database server, worker and dashboard. What ends by itself is started again. It stops when asked to, or when one of them
/// cannot be kept running: readers first and the database last.
/// </summary>
internal sealed class Supervisor(Warehouse warehouse, RunOptions options, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

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
                error
            );
        }
    }

    /// <returns>An <see cref="ExitCode"/>: done when it was asked to stop, failed when a part of the product could not be kept running.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        IReadOnlyList<IPart> started =
        [
            .. options.Dashboard is { } path ? [new DashboardProcess(path, options.Address, warehouse, terminal)] : Array.Empty<IPart>(),
            new WorkerPart(warehouse, options, terminal),
        ];
        try
        {
            foreach (var part in started)
            {
                await part.StartAsync(stop);
            }

            return await KeepAsync(warehouse.Server is { } server ? [new ServerPart(server), .. started] : started, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            terminal.Note(new Bilingual("停止しています…", "Stopping…"));
            foreach (var part in started)
            {
                await part.DisposeAsync();
            }
        }
    }

    /// <summary>Keeps all parts running until it is asked to stop, or gives one up.</summary>
    private async Task<int> KeepAsync(IReadOnlyList<IPart> parts, CancellationToken stop)
    {
        using var keeping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task[] all = [AnnounceAsync(keeping.Token), .. parts.Select(part => KeepAsync(part, keeping.Token))];
        await Task.WhenAny(all[1..]);
        await keeping.CancelAsync();
        try
        {
            await Task.WhenAll(all);
        }
        catch (OperationCanceledException)
        {
            // The others were told to stop.
        }

        return stop.IsCancellationRequested ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>Starts the part again whenever it ends; returns when it has ended too often.</summary>
    private async Task KeepAsync(IPart part, CancellationToken stop)
    {
        var restarts = new Restarts(TimeProvider.System);
        while (true)
        {
            var how = await part.Ended.WaitAsync(stop);
            var (ja, en) = how is null ? ("", "") : ($" ({how.Ja})", $" ({how.En})");
            if (restarts.Next() is not { } pause)
            {
                terminal.Note(
                    new Bilingual(
                        $"{part.Name.Ja}が終了しました{ja}。1 分間に {Restarts.Most} 回起動し直したため、製品を停止します。",
                        $"{part.Name.En} has ended{en} and was started {Restarts.Most} times within a minute: the product stops."
                    )
                );
                return;
            }

            terminal.Note(
                new Bilingual(
                    $"{part.Name.Ja}が終了しました{ja}。{pause.TotalSeconds:0.0} 秒後に起動し直します。",
                    $"{part.Name.En} has ended{en}: it is started again in {pause.TotalSeconds:0.0} s."
                )
            );
            await Task.Delay(pause, stop);
            try
            {
                await part.StartAsync(stop);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // It has ended again before it began.
                terminal.Note(FailureText.Of(failure));
            }
        }
    }

    /// <summary>Says that the dashboard can be used once it can, in words that scripts wait for.</summary>
    private async Task AnnounceAsync(CancellationToken stop)
    {
        if (options.Dashboard is null)
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
