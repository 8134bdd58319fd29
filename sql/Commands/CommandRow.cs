using System.Text.Json;

namespace Analytics.Sql.Commands;

/// <summary>
/// A request to the worker and what became of it: <see cref="State"/> is <c>requested</c>, <c>taken</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.
/// <see cref="Arguments"/> and <see cref="Answer"/> are JSON, by <see cref="CommandKinds"/>; instants are UTC.
/// </summary>
public sealed record CommandRow(
    long Command, string Kind, string Arguments, DateTimeOffset RequestedAt, string State, DateTimeOffset? TakenAt, DateTimeOffset? FinishedAt, Bilingual? Message, string? Answer)
{
    /// <summary>Nobody has finished it yet.</summary>
    public bool IsOpen => State is "requested" or "taken";

    /// <summary>The job that a <see cref="CommandKinds.RunJob"/> names; null of another kind, or where it names none.</summary>
    public string? Job => Kind == CommandKinds.RunJob ? Read<JobArguments>(Arguments)?.Job : null;

    /// <summary>The files of a <see cref="CommandKinds.LoadUpload"/>; null of another kind, or where it is not written as such.</summary>
    public UploadArguments? Upload => Kind == CommandKinds.LoadUpload && Read<UploadArguments>(Arguments) is { Files: { Count: > 0 } files } upload && files.All(file => file is not null) ? upload : null;

    /// <summary>What became of the uploaded files; null until then.</summary>
    public UploadAnswer? UploadAnswer => Kind == CommandKinds.LoadUpload && Answer is not null ? Read<UploadAnswer>(Answer) : null;

    private static T? Read<T>(string json) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, CommandKinds.Json);
        }
        catch (JsonException)
        {
            return null; // not written by us: the worker says so in its answer
        }
    }
}

/// <summary>The closed list of what can be asked.</summary>
public static class CommandKinds
{
    /// <summary>Runs a job of the scheduler now.</summary>
    public const string RunJob = "run-job";

    /// <summary>Loads files that were sent to the data folder's uploads, as one publication.</summary>
    public const string LoadUpload = "load-upload";

    /// <summary>How arguments and answers are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}

/// <summary>Arguments of <see cref="CommandKinds.RunJob"/>.</summary>
public sealed record JobArguments(string Job);

/// <summary>Arguments of <see cref="CommandKinds.LoadUpload"/>: paths relative to the uploads' folder, and where the files belong where that is said.</summary>
public sealed record UploadArguments(IReadOnlyList<string> Files, string? Dataset = null, string? Owner = null);

/// <summary>What became of uploaded files, and the newest publication after that.</summary>
public sealed record UploadAnswer(int Publication, IReadOnlyList<UploadedFile> Files);

/// <summary>What became of one uploaded file: <see cref="Fate"/> is <c>loaded</c>, <c>loaded-before</c> or <c>refused</c> (with reason and mend).</summary>
public sealed record UploadedFile(string File, string Fate, int Batch, int Read, int Loaded, int Rejected, Bilingual? Reason, Bilingual? Mend);
