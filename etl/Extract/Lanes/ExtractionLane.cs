using System.Diagnostics;
using System.Globalization;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// A process that reads one file after the other, seen from the process that loads them. It has a memory of its own, bounded, and is ended
/// where a file takes too long. Where root started it, it has an account of its own (<see cref="ReadingAccount"/>). Once it broke it is of no use.
/// Not thread-safe, but <see cref="Dispose"/> ends it at any time.
/// </summary>
sealed class ExtractionLane : IDisposable
{
    public const string Command = "extract";

    readonly System.Diagnostics.Process _process;
    readonly ExtractionLimits _limits;
    readonly Queue<string> _lastWords = new();
    TimeSpan _time;
    Timer? _timer;
    volatile bool _isOutOfTime,
        _isGivenUp;

    public ExtractionLane(ExtractionLimits limits)
    {
        _limits = limits;
        IReadOnlyList<string> line = [.. ReadingAccount.Current?.Drop ?? [], Dotnet, Program, Command];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{limits.Memory.ToString("X", CultureInfo.InvariantCulture)}";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // Rows are short-lived: what one core's cache holds is room enough for those of a moment.
        start.Environment["DOTNET_GCgen0size"] = "0x1000000";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Who parses what strangers send needs to know no secret.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ANALYTICS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        _process = System.Diagnostics.Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    public int Process => _process.Id;

    public bool HasEnded => _isOutOfTime || _isGivenUp || _process.HasExited;

    /// <summary>When it was last used, by <see cref="Environment.TickCount64"/>.</summary>
    public long IdleSince { get; set; }

    /// <summary>
    /// Begins the time of one file. The process is ended when it is over, or when <paramref name="cancellation"/> asks for it; so that whoever waits
    /// for it goes on.
    /// </summary>
    public IDisposable Limit(TimeSpan time, CancellationToken cancellation)
    {
        _time = time;
        _timer = new Timer(
            _ =>
            {
                _isOutOfTime = true;
                Kill();
            },
            null,
            time,
            Timeout.InfiniteTimeSpan
        );
        var stop = cancellation.Register(Kill);
        return new Limited(() =>
        {
            stop.Dispose();
            _timer.Dispose();
        });
    }

    /// <exception cref="FileRefusedException">It cannot be read, or belongs to no source or to several.</exception>
    /// <exception cref="LaneBrokenException">The process broke.</exception>
    /// <exception cref="IOException">The file's disk does not answer.</exception>
    public OpenedFile Open(ExtractionRequest request)
    {
        Send(LaneMessage.Open, request);
        return LaneStream.Content<OpenedFile>(Receive(LaneMessage.Opened).Content);
    }

    /// <summary>Writes the rows of the open file to <paramref name="spool"/>, as they come.</summary>
    /// <exception cref="FileRefusedException">It breaks off or is damaged, or its rows are too many.</exception>
    /// <exception cref="LaneBrokenException">The process broke.</exception>
    /// <exception cref="IOException">A disk does not answer, or is full.</exception>
    public ExtractSummary Read(Stream spool, Action<long>? progress)
    {
        Send(LaneMessage.Read, "");
        while (true)
        {
            var (kind, content) = Receive(LaneMessage.Rows, LaneMessage.Done);
            if (kind == LaneMessage.Done)
                return LaneStream.Content<ExtractSummary>(content);
            if (spool.Length + content.Length > _limits.Rows)
            {
                _isGivenUp = true; // it would go on sending
                throw Rules.FileTooLarge.Refusal([$"読み取った行 {_limits.Rows >> 20} MB 超", $"rows of more than {_limits.Rows >> 20} MB"]);
            }

            LaneStream.WriteBytes(spool, kind, content);
            progress?.Invoke(spool.Length);
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    void Send<T>(LaneMessage kind, T content)
    {
        try
        {
            LaneStream.Write(_process.StandardInput.BaseStream, kind, content);
        }
        catch (IOException)
        {
            throw Broken();
        }
    }

    (LaneMessage Kind, byte[] Content) Receive(params ReadOnlySpan<LaneMessage> expected)
    {
        (LaneMessage Kind, byte[] Content) message;
        try
        {
            message = LaneStream.Read(_process.StandardOutput.BaseStream);
        }
        catch (IOException)
        {
            throw Broken();
        }

        if (expected.Contains(message.Kind))
            return message;
        throw message.Kind switch
        {
            LaneMessage.Refused => LaneStream.Content<LaneRefusal>(message.Content).AsException(),
            LaneMessage.Failed => new IOException(LaneStream.Content<string>(message.Content)),
            LaneMessage.Broken => new LaneBrokenException(
                new Bilingual("この製品の誤り: {0}", "a fault of this product: {0}").With(LaneStream.Content<string>(message.Content))
            ),
            LaneMessage.Exhausted => Exhausted(),
            var other => new InvalidDataException($"A lane says {other}."),
        };
    }

    LaneBrokenException Exhausted() => new(new($"メモリーの上限 {_limits.Memory >> 20} MB を超過", $"more than {_limits.Memory >> 20} MB of memory"));

    /// <summary>Why the other side has gone.</summary>
    LaneBrokenException Broken()
    {
        _process.WaitForExit();
        var words = LastWords();
        if (_isOutOfTime)
            return new(new($"時間の上限 {_time.TotalSeconds:0} 秒を超過", $"more than {_time.TotalSeconds:0} seconds"));
        return words.Contains("OutOfMemory", StringComparison.Ordinal) || words.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            ? Exhausted()
            : new(new($"読み取りプロセスが終了（コード {_process.ExitCode}）", $"the reading process was ended (code {_process.ExitCode})"), words);
    }

    /// <summary>Ends it, whatever it does; whoever waits for it goes on.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and was taken away, in this moment.
        }
    }

    void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lastWords)
        {
            _lastWords.Enqueue(line);
            if (_lastWords.Count > 20)
                _lastWords.Dequeue();
        }
    }

    string LastWords()
    {
        lock (_lastWords)
            return string.Join('\n', _lastWords);
    }

    /// <summary>This program's own file.</summary>
    public static string Program => typeof(ExtractionLane).Assembly.Location;

    public static string Dotnet => Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    sealed class Limited(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
