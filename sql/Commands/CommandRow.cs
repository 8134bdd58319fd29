using System.Text.Json;

namespace Analytics.Sql.Commands;

/// <summary>
/// A request to the worker and what became of it: <see cref="State"/> is <c>requested</c>, <c>taken</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.
/// <see cref="Arguments"/> and <see cref="Answer"/> are JSON, by <see cref="CommandKinds"/>; instants are UTC.
/// </summary>
public sealed record CommandRow(
    long Command,
    string Kind,
    string Arguments,
    DateTimeOffset RequestedAt,
    string State,
    DateTimeOffset? TakenAt,
    DateTimeOffset? FinishedAt,
    Bilingual? Message,
    string? Answer
)
{
    /// <summary>Nobody has finished it yet.</summary>
    public bool IsOpen => State is "requested" or "taken";

    /// <summary>The job that a <see cref="CommandKinds.RunJob"/> names; null of another kind, or where it names none.</summary>
    public string? Job => Kind == CommandKinds.RunJob ? Read<JobArguments>(Arguments)?.Job : null;

    /// <summary>The files of a <see cref="CommandKinds.LoadUpload"/>; null of another kind, or where it is not written as such.</summary>
    public UploadArguments? Upload =>
        Kind == CommandKinds.LoadUpload && Read<UploadArguments>(Arguments) is { Files: { Count: > 0 } files } upload && files.All(file => file is not null)
            ? upload
            : null;

    /// <summary>What became of the uploaded files; null until then.</summary>
    public UploadAnswer? UploadAnswer => Kind == CommandKinds.LoadUpload && Answer is not null && Upload is { Step: null } ? Read<UploadAnswer>(Answer) : null;

    /// <summary>
    /// What a <see cref="CommandKinds.Withdraw"/>, <see cref="CommandKinds.Release"/> or <see cref="CommandKinds.Reload"/> is about; null of another
    /// kind, or where it is not written as such.
    /// </summary>
    public BatchArguments? Change => Kind is CommandKinds.Withdraw or CommandKinds.Release or CommandKinds.Reload ? Read<BatchArguments>(Arguments) : null;

    /// <summary>What would change, of a command that only asked for that; null until then.</summary>
    public PreviewAnswer? Preview => Answer is not null && (Change is { Preview: true } || Upload is { Step: "preview" }) ? Read<PreviewAnswer>(Answer) : null;

    private static T? Read<T>(string json)
        where T : class
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

    /// <summary>Takes a file back, with a reason: the figures become as if it had never come.</summary>
    public const string Withdraw = "withdraw";

    /// <summary>Lets a withdrawn file count again, or tries one again that is held.</summary>
    public const string Release = "release";

    /// <summary>Reads the archived bytes of a file, or of all files of a source, again under today's declaration.</summary>
    public const string Reload = "reload";

    /// <summary>How arguments and answers are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}

/// <summary>Arguments of <see cref="CommandKinds.RunJob"/>.</summary>
public sealed record JobArguments(string Job);

/// <summary>Arguments of <see cref="CommandKinds.LoadUpload"/>: paths relative to the uploads' folder, and where the files belong where that is said.</summary>
public sealed record UploadArguments(IReadOnlyList<string> Files, string? Dataset = null, string? Owner = null)
{
    /// <summary>
    /// <c>preview</c>: only what they would change is asked (<see cref="PreviewAnswer"/>), and they stay where they are; <c>drop</c>: they are taken
    /// away; null: they are loaded.
    /// </summary>
    public string? Step { get; init; }

    /// <summary>Headers that are accepted before anything else is done; null: none.</summary>
    public ColumnArguments? Accept { get; init; }
}

/// <summary>
/// Arguments of <see cref="CommandKinds.Withdraw"/>, <see cref="CommandKinds.Release"/> and <see cref="CommandKinds.Reload"/>: of which batch, or (a
/// reload) of which source; why (a withdrawal).
/// </summary>
public sealed record BatchArguments(int? Batch, string? Source = null, string? Why = null)
{
    /// <summary>Only what it would change is asked (<see cref="PreviewAnswer"/>); nothing is done.</summary>
    public bool Preview { get; init; }
}

/// <summary>
/// Headers that are accepted for columns of a source: header → name of the column that it means. They are kept as the installation's own declaration.
/// </summary>
public sealed record ColumnArguments(string Source, IReadOnlyDictionary<string, string> Columns)
{
    /// <summary>Headers that were accepted and shall mean nothing again.</summary>
    public IReadOnlyList<string> TakenBack { get; init; } = [];
}

/// <summary>What became of uploaded files, and the newest publication after that.</summary>
public sealed record UploadAnswer(int Publication, IReadOnlyList<UploadedFile> Files);

/// <summary>What became of one uploaded file: <see cref="Fate"/> is <c>loaded</c>, <c>loaded-before</c> or <c>refused</c> (with reason and mend).</summary>
public sealed record UploadedFile(string File, string Fate, int Batch, int Read, int Loaded, int Rejected, Bilingual? Reason, Bilingual? Mend);
