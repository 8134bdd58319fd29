using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>
/// The default Postgres server of one data folder: loopback only, password generated, never as root, stopped cleanly with its
/// owner. Either owned (started here) or adopted (started by another process of the product, and left running).
/// Disposing an owned server stops it.
/// </summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ServerState _state;
    private readonly ServerUse _use;
    private readonly ServerProcess? _process;
    private readonly IDisposable _hold;
    private bool _disposed;

    private EmbeddedServer(DataFolder folder, ServerState state, ServerUse use, ServerProcess? process, IDisposable hold) =>
        (_folder, _state, _use, _process, _hold) = (folder, state, use, process, hold);

    /// <summary>Whether another process of the product runs this server.</summary>
    public bool IsAdopted => _process is null;

    public int Port => _state.Port;

    /// <summary>Process id of the server's main process.</summary>
    public int ServerPid => _state.ServerPid;

    /// <summary>Completes when an owned server ends, for whatever reason; never for an adopted one.</summary>
    public Task Ended => _process?.Ended ?? Task.Delay(Timeout.Infinite);

    /// <summary>How its owner (a superuser) reaches one of its databases.</summary>
    public string ConnectionString(string database) => ConnectionString(_state, database);

    /// <summary>
    /// Starts the folder's server, recovering from whatever a kill left behind, or adopts the one that runs. With
    /// <see cref="ServerUse.Product"/> it waits for running commands to end, and refuses a second product.
    /// </summary>
    /// <param name="settings">Further Postgres settings, e.g. <c>fsync</c> for throw-away test data.</param>
    /// <exception cref="RefusalException">It cannot run, with the reason.</exception>
    public static async Task<EmbeddedServer> StartAsync(
        DataFolder folder, ServerUse use, Action<Bilingual> say, IReadOnlyDictionary<string, string>? settings = null, CancellationToken cancellation = default)
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
                        $"The product already runs on {folder.Path} (process {state.OwnerPid}).");
                }

                if (use == ServerUse.Command && FileLock.TryShared(folder.Lock("users")) is { } user)
                {
                    if (state is not null && await AnswersAsync(state, cancellation))
                    {
                        return new EmbeddedServer(folder, state, use, process: null, user);
                    }

                    user.Dispose();
                    if (waited.Elapsed > TimeSpan.FromMinutes(1))
                    {
                        throw new RefusalException(
                            $"プロセス {state?.OwnerPid} のサーバーが応答しません。",
                            $"The server of process {state?.OwnerPid} does not answer.");
                    }
                }
                else if (!isWaiting)
                {
                    isWaiting = true;
                    say(new Bilingual(
                        $"実行中のコマンド (プロセス {state?.OwnerPid}) の終了を待っています。",
                        $"Waiting for a running command (process {state?.OwnerPid}) to end."));
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
                    Signal.Interrupt(_process.Pid);
                    await _process.Ended;
                    users?.Dispose();
                    _hold.Dispose();
                    return;
                }
            }

            await Task.Delay(200);
        }
    }

    private static async Task<EmbeddedServer> StartOwnedAsync(
        DataFolder folder, ServerUse use, Action<Bilingual> say, IReadOnlyDictionary<string, string>? settings, IDisposable owner, CancellationToken cancellation)
    {
        var data = await ServerData.PlaceAsync(folder, ServerAccount.Current(), say, cancellation);
        var state = ServerState.Read(folder);
        if (state is null)
        {
            if (Directory.Exists(data.Folder))
            {
                throw new RefusalException(
                    $"{data.Folder} にデータベースがありますが、そのパスワードを持つ {folder.ServerFile} がありません。控えから戻してください。",
                    $"There is a database in {data.Folder}, but {folder.ServerFile} with its password is missing. Restore it from a copy.");
            }

            state = new ServerState(RandomNumberGenerator.GetHexString(40, lowercase: true));
            state.Write(folder);
        }

        await data.PrepareAsync(state.Password, cancellation);
        if (Postmaster.Read(data.Folder) is { } left)
        {
            // Its owner was killed: the kernel has asked it to stop, or it is asked here. A new one gets a living owner.
            if (left.IsRunning())
            {
                Signal.Interrupt(left.Pid);
                await left.WaitForEndAsync(cancellation);
            }

            await left.ClearAsync(cancellation);
        }

        var port = FreePort();
        var process = await ServerProcess.StartAsync(data.Account.WrapServer(
            [data.Binaries.Postgres, "-D", data.Folder, "-p", $"{port}", .. ServerSettings.Of(settings)]));
        state = state with { Port = port, ServerPid = process.Pid, OwnerPid = Environment.ProcessId, OwnerUse = use };
        state.Write(folder);
        try
        {
            while (!await AnswersAsync(state, cancellation))
            {
                if (process.Ended.IsCompleted)
                {
                    throw new RefusalException(
                        $"PostgreSQL が起動しません: {process.LastLines}\n記録: {data.Folder}/log",
                        $"PostgreSQL does not start: {process.LastLines}\nIts log: {data.Folder}/log");
                }

                await Task.Delay(30, cancellation);
            }
        }
        catch
        {
            Signal.Interrupt(process.Pid);
            await process.Ended;
            throw;
        }

        return new EmbeddedServer(folder, state, use, process, owner);
    }

    /// <summary>Whether the server takes connections. While it starts or recovers it refuses them.</summary>
    private static async Task<bool> AnswersAsync(ServerState state, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString(state, "postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException error) when (error.InnerException is SocketException or TimeoutException or IOException
            || error is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow })
        {
            return false;
        }
    }

    private static string ConnectionString(ServerState state, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = state.Port,
        Username = ServerData.Superuser,
        Password = state.Password,
        Database = database,
        SslMode = SslMode.Disable,
    }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
