using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Analytics.Sql.Storage;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>
/// The default Postgres server of one data folder: loopback only, password generated, never as root, stopped cleanly with its
/// owner. Either owned (started here) or adopted (started by another process of the product, and left running).
/// Disposing an owned server stops it.
/// </summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ServerUse _use;
    private readonly ServerLaunch? _launch;
    private readonly IDisposable _hold;
    private volatile ServerState _state;
    private volatile ServerProcess? _process;
    private bool _disposed;

    private EmbeddedServer(DataFolder folder, ServerState state, ServerUse use, ServerProcess? process, ServerLaunch? launch, IDisposable hold) =>
        (_folder, _state, _use, _process, _launch, _hold) = (folder, state, use, process, launch, hold);

    /// <summary>Whether another process of the product runs this server.</summary>
    public bool IsAdopted => _launch is null;

    public int Port => _state.Port;

    /// <summary>Process id of the server's main process.</summary>
    public int ServerPid => _state.ServerPid;

    /// <summary>Completes when an owned server ends, for whatever reason; never for an adopted one.</summary>
    public Task Ended => _process?.Ended ?? Task.Delay(Timeout.Infinite);

    /// <summary>Starts an owned server that has ended again, on its port: whoever was connected finds it there.</summary>
    /// <exception cref="RefusalException">It does not start, with the reason.</exception>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        using (await FileLock.ExclusiveAsync(_folder.Lock("start"), cancellation))
        {
            (_process, _state) = await _launch!.RunAsync(_folder, _state, cancellation);
        }
    }

    /// <summary>How its owner (a superuser) reaches one of its databases.</summary>
    public string ConnectionString(string database) => _state.ConnectionString(database);

    /// <summary>
    /// Starts the folder's server, recovering from whatever a kill left behind, or adopts the one that runs. With
    /// <see cref="ServerUse.Product"/> it waits for running commands to end, and refuses a second product.
    /// </summary>
    /// <param name="settings">Further Postgres settings, e.g. <c>fsync</c> for throw-away test data.</param>
    /// <exception cref="RefusalException">It cannot run, with the reason.</exception>
    public static async Task<EmbeddedServer> StartAsync(
        DataFolder folder,
        ServerUse use,
        Action<Bilingual> say,
        IReadOnlyDictionary<string, string>? settings = null,
        CancellationToken cancellation = default
    )
    {
        folder.Create();
        var isWaiting = false;
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using (await FileLock.ExclusiveAsync(folder.Lock("start"), cancellation))
            {
                if (FileLock.TryExclusive(folder.Lock("owner")) is { } owner)
                {
                    try
                    {
                        return await StartOwnedAsync(folder, use, say, settings, owner, cancellation);
                    }
                    catch
                    {
                        owner.Dispose();
                        throw;
                    }
                }

                var state = ServerState.Read(folder);
                if (use == ServerUse.Product && state?.OwnerUse == ServerUse.Product)
                {
                    throw new RefusalException(
                        $"{folder.Path} の製品はすでに動いています (プロセス {state.OwnerPid})。",
                        $"The product already runs on {folder.Path} (process {state.OwnerPid})."
                    );
                }

                if (use == ServerUse.Command && FileLock.TryShared(folder.Lock("users")) is { } user)
                {
                    if (state is not null && await state.AnswersAsync(cancellation))
                    {
                        return new EmbeddedServer(folder, state, use, process: null, launch: null, user);
                    }

                    user.Dispose();
                    if (waited.Elapsed > TimeSpan.FromMinutes(1))
                    {
                        throw new RefusalException(
                            $"プロセス {state?.OwnerPid} のサーバーが応答しません。",
                            $"The server of process {state?.OwnerPid} does not answer."
                        );
                    }
                }
                else if (!isWaiting)
                {
                    isWaiting = true;
                    say(
                        new Bilingual(
                            $"実行中のコマンド (プロセス {state?.OwnerPid}) の終了を待っています。",
                            $"Waiting for a running command (process {state?.OwnerPid}) to end."
                        )
                    );
                }
            }

            await Task.Delay(200, cancellation);
        }
    }

    /// <summary>Stops an owned server; a command first waits for other commands that use it. Leaves an adopted one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_process is null)
        {
            _hold.Dispose();
            return;
        }

        while (true)
        {
            using (await FileLock.ExclusiveAsync(_folder.Lock("start"), CancellationToken.None))
            {
                var users = FileLock.TryExclusive(_folder.Lock("users"));
                if (users is not null || _use == ServerUse.Product || _process.Ended.IsCompleted)
                {
                    if (!_process.Ended.IsCompleted)
                    {
                        Signal.Interrupt(_process.Pid);
                        await _process.Ended;
                    }

                    users?.Dispose();
                    _hold.Dispose();
                    return;
                }
            }

            await Task.Delay(200);
        }
    }

    private static async Task<EmbeddedServer> StartOwnedAsync(
        DataFolder folder,
        ServerUse use,
        Action<Bilingual> say,
        IReadOnlyDictionary<string, string>? settings,
        IDisposable owner,
        CancellationToken cancellation
    )
    {
        var data = await ServerData.PlaceAsync(folder, ServerAccount.Current(), say, cancellation);
        var state = ServerState.Read(folder);
        if (state is null)
        {
            if (Directory.Exists(data.Folder))
            {
                throw new RefusalException(
                    $"{data.Folder} にデータベースがありますが、そのパスワードを持つ {folder.ServerFile} がありません。控えから戻してください。",
                    $"There is a database in {data.Folder}, but {folder.ServerFile} with its password is missing. Restore it from a copy."
                );
            }

            state = new ServerState(RandomNumberGenerator.GetHexString(40, lowercase: true));
            state.Write(folder);
        }

        await data.PrepareAsync(state.Password, cancellation);
        var launch = new ServerLaunch(data, use, settings);
        var (process, started) = await launch.RunAsync(folder, state with { Port = FreePort() }, cancellation);
        return new EmbeddedServer(folder, started, use, process, launch, owner);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
