using System.Diagnostics;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>
/// A server that this process started. It is started from a thread that lives as long as the server does: the kernel ends the server when that thread
/// ends.
/// </summary>
internal sealed class ServerProcess
{
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(IReadOnlyList<string> line)
    {
        var thread = new Thread(() => Run(line)) { IsBackground = true, Name = "postgres" };
        thread.Start();
    }

    /// <summary>Completes with the exit code when the server has ended, for whatever reason.</summary>
    public Task<int> Ended => _ended.Task;

    public int Pid { get; private set; }

    /// <summary>The last lines that the server wrote before it had its own log.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return string.Join('\n', _lastLines);
            }
        }
    }

    public static async Task<ServerProcess> StartAsync(IReadOnlyList<string> line)
    {
        var server = new ServerProcess(line);
        server.Pid = await server._started.Task;
        return server;
    }

    private void Run(IReadOnlyList<string> line)
    {
        try
        {
            using var process = new Process
            {
                StartInfo = new ProcessStartInfo(line[0], line.Skip(1))
                {
                    RedirectStandardError = true,
                    RedirectStandardInput = true,
                    WorkingDirectory = "/",
                },
            };
            process.ErrorDataReceived += (_, written) => Keep(written.Data);
            process.Start();
            process.BeginErrorReadLine();
            process.StandardInput.Close();
            _started.SetResult(process.Id);
            process.WaitForExit();
            _ended.SetResult(process.ExitCode);
        }
        catch (Exception error)
        {
            // The thread has no caller: whoever waits for the server gets the error.
            if (!_started.TrySetException(error))
            {
                _ended.TrySetException(error);
            }
        }
    }

    private void Keep(string? text)
    {
        if (text is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(text);
            if (_lastLines.Count > 20)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
