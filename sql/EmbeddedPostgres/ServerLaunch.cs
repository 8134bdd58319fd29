using Analytics.Sql.Storage;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>How an owned server is started, at first and again.</summary>
internal sealed record ServerLaunch(ServerData Data, ServerUse Use, IReadOnlyDictionary<string, string>? Settings)
{
    /// <summary>Starts it on the port that <paramref name="state"/> names, after whatever a kill left behind, and waits until it takes connections.</summary>
    public async Task<(ServerProcess Process, ServerState State)> RunAsync(DataFolder folder, ServerState state, CancellationToken cancellation)
    {
        if (Postmaster.Read(Data.Folder) is { } left)
        {
            // Its owner was killed: the kernel has asked it to stop, or it is asked here. A new one gets a living owner.
            if (left.IsRunning())
            {
                Signal.Interrupt(left.Pid);
                await left.WaitForEndAsync(cancellation);
            }

            await left.ClearAsync(cancellation);
        }

        var process = await ServerProcess.StartAsync(
            Data.Account.WrapServer([Data.Binaries.Postgres, "-D", Data.Folder, "-p", $"{state.Port}", .. ServerSettings.Of(Settings)])
        );
        state = state with { ServerPid = process.Pid, OwnerPid = Environment.ProcessId, OwnerUse = Use };
        try
        {
            state.Write(folder);
            while (!await state.AnswersAsync(cancellation))
            {
                if (process.Ended.IsCompleted)
                {
                    throw new RefusalException(
                        $"PostgreSQL が起動しません: {process.LastLines}\n記録: {Data.Folder}/log",
                        $"PostgreSQL does not start: {process.LastLines}\nIts log: {Data.Folder}/log"
                    );
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

        return (process, state);
    }
}
