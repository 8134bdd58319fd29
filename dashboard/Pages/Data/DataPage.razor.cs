using System.Globalization;
using Analytics.Dashboard.Questions;
using Analytics.Sql;
using Analytics.Sql.Audit;
using Analytics.Sql.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Declarations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Npgsql;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>
/// What came in, what was rejected and how to mend it, how the jobs go; and what can be asked of them. The address is its state; it looks again by
/// itself.
/// </summary>
public sealed partial class DataPage
{
    private const int Files = 10,
        Rows = 20,
        Lines = 200;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2),
        Calm = TimeSpan.FromSeconds(30);
    private Page<BatchRow>? batches;
    private Page<FindingRow>? findings;
    private BatchRow? batch;
    private IReadOnlyList<ProfileRow> profile = [];
    private IReadOnlyList<BatchEvent> events = [];
    private IReadOnlyDictionary<string, long>? account;
    private Page<FileRow>? fateRows;
    private IReadOnlyList<Standstill> standstill = [];
    private IReadOnlyList<RejectedSource> rejected = [];
    private IReadOnlyList<DeclarationFault> faults = [];
    private IReadOnlyList<OlderDeclaration> older = [];
    private PublicationRow? newest;
    private IReadOnlyList<JobRow> jobs = [];
    private ILookup<string, RunRow> runs = Array.Empty<RunRow>().ToLookup(run => run.Job);
    private LoadNews? news;
    private IReadOnlyList<CommandRow> open = [];
    private CommandRow? command;
    private CommandProgress? progress;
    private CommandRow? change;
    private Dictionary<string, Bilingual> labels = [];
    private DateTimeOffset now;
    private long olderReadings;
    private bool failed;
    private Bilingual? refused;
    private int turn;
    private PeriodicTimer? timer;

    [Inject]
    public required NavigationManager Navigator { get; set; }

    [Inject]
    public required AuditLog Audit { get; set; }

    [Inject]
    public required JobReader Jobs { get; set; }

    [Inject]
    public required CommandReader Commands { get; set; }

    [Inject]
    public required RecentAnswers Answers { get; set; }

    [Inject]
    public required TimeProvider Time { get; set; }

    [Inject]
    public required ILogger<DataPage> Logger { get; set; }

    /// <summary>The request, while the page is rendered for the first time.</summary>
    [CascadingParameter]
    public HttpContext? Context { get; set; }

    private Address Here => Address.Of(Navigator.Uri);

    // A dataset that does not exist has no files: the lists say so.
    private string? Dataset => Batch is null ? Here.First("dataset") : null;

    private string Kind => AuditLog.FindingKinds.FirstOrDefault(k => k == Here.First("kind")) ?? AuditLog.FindingKinds[0];

    private string? Fate => AuditLog.Fates.FirstOrDefault(fate => fate == Here.First("fate"));

    private int? Batch => Number("batch");

    // Of a file that is held, or was until it was tried again.
    private bool IsHeld => events.LastOrDefault(what => what.Event is "held" or "withdrawn") is { Event: "held" };

    private string All => Here.Without("batch", "command", "rejected_page", "kind", "fate", "fate_page").ToString();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Navigator.LocationChanged += Moved;
        await LoadAsync();
        // Set as the answer starts: set now, the general page for what is missing would take the place of this one, which leads on.
        if (Batch is not null && batch is null && !failed && Context is { Response: { HasStarted: false } response })
        {
            response.OnStarting(() =>
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        timer = new(IsBusy ? Soon : Calm, Time);
        _ = WatchAsync(timer);
    }

    private bool IsBusy => open.Count > 0 || jobs.Any(job => job.IsRunning);

    private bool IsLoading =>
        jobs.Any(job => job is { IsRunning: true, Name: "NightlyRefresh" or "WatchInbox" or "LoadUpload" or "ChangeBatches" or "PublishPending" });

    private async Task WatchAsync(PeriodicTimer watch)
    {
        while (await watch.WaitForNextTickAsync())
        {
            await InvokeAsync(async () =>
            {
                await LoadAsync();
                StateHasChanged();
            });
        }
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (Address.Of(e.Location).Path == "/data")
            _ = InvokeAsync(async () =>
            {
                await LoadAsync();
                StateHasChanged();
            });
    }

    private async Task LoadAsync()
    {
        var mine = ++turn;
        try
        {
            var files = Audit.BatchesAsync(Number("page") ?? 1, Files, Dataset);
            var one = Batch is { } number ? Audit.BatchesAsync(1, 1, batch: number) : null;
            var columns = Batch is { } of ? Audit.ProfileAsync(of) : null;
            var became = Batch is { } which ? Audit.EventsAsync(which) : null;
            var fates = Batch is { } counted ? Audit.AccountAsync(counted) : null;
            var listed = Batch is { } listedBatch && Fate is { } fate ? Audit.FateRowsAsync(listedBatch, fate, Number("fate_page") ?? 1, Lines) : null;
            var rows = Audit.FindingsAsync(Kind, Number("rejected_page") ?? 1, Rows, Dataset, Batch);
            var sources = Audit.RejectedSourcesAsync(Dataset, Batch);
            var held = Audit.StandstillAsync(Dataset);
            var readings = Audit.OlderReadingsAsync(Dataset);
            var changed = Audit.OlderDeclarationsAsync(Dataset);
            var published = Audit.PublicationsAsync(1, 1);
            var (scheduled, history, last) = (Jobs.JobsAsync(), Jobs.RunsAsync(), Jobs.NewsAsync());
            var asked = Commands.OpenAsync();
            var declared = Audit.DeclarationFaultsAsync();
            var followed = Number("command") is { } id ? Commands.FindAsync(id) : null;
            var advance = Number("command") is { } done ? Jobs.ProgressAsync(done) : null;
            var datasets = Answers.DatasetsAsync();
            var further = new Task?[] { one, columns, became, followed, advance, fates, listed }.OfType<Task>();
            await Task.WhenAll([files, rows, sources, held, readings, changed, published, scheduled, history, last, asked, declared, datasets, .. further]);
            if (mine != turn)
                return;
            (batches, findings, rejected, newest, failed) = (
                await files,
                await rows,
                await sources,
                await published is { Items: [var top, ..] } ? top : null,
                false
            );
            standstill = await held;
            (olderReadings, older) = (await readings, await changed);
            batch = one is not null && await one is { Items: [var found] } ? found : null;
            (profile, events) = (columns is null ? [] : await columns, became is null ? [] : await became);
            account = fates is null ? null : await fates;
            fateRows = listed is null ? null : await listed;
            (jobs, runs, news, open) = (await scheduled, await history, await last, await asked);
            var asking = followed is null ? null : await followed;
            progress = asking is { IsOpen: true } && advance is not null ? await advance : null;
            command = asking is { Kind: CommandKinds.LoadUpload } ? asking : null;
            change = asking is { Change: { } about } && about.Batch == Batch ? asking : null;
            // Measures and slicers are read here, sources and checks by the worker.
            faults = [.. Answers.Catalog.Faults, .. await declared];
            labels = (await datasets).ToDictionary(d => d.Code, d => d.Label);
            now = Time.GetUtcNow();
            if (timer is not null)
                timer.Period = IsBusy ? Soon : Calm;
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            Logger.LogError(broken, "The data page could not be read");
            if (mine == turn)
                failed = true;
        }
    }

    private Task RunAsync(string job) =>
        IsAsked(job)
            ? Task.CompletedTask
            : AskedAsync(async () =>
            {
                await Commands.RequestAsync(new JobArguments(job));
                await LoadAsync();
            });

    /// <summary>Asks what a withdrawal, release or reload of the batch that is shown would change.</summary>
    private Task AskAsync(string kind) =>
        Batch is { } number ? FollowAsync(() => Commands.RequestAsync(kind, new BatchArguments(number) { Preview = true })) : Task.CompletedTask;

    /// <summary>Reads the files of a source again whose declaration has changed.</summary>
    private Task ReloadAsync(string source) => FollowAsync(() => Commands.RequestAsync(CommandKinds.Reload, new BatchArguments(null, source)));

    /// <summary>Has done what was only looked at.</summary>
    private Task ChangeAsync(string? why) =>
        change is { Kind: var kind, Change: { } asked }
            ? FollowAsync(() => Commands.RequestAsync(kind, asked with { Why = why, Preview = false }))
            : Task.CompletedTask;

    /// <summary>Has files that were only looked at loaded, or dropped.</summary>
    private Task StepAsync(string? step) =>
        command is { Upload: { } upload } ? FollowAsync(() => Commands.RequestAsync(upload with { Step = step, Accept = null })) : Task.CompletedTask;

    private Task AcceptAsync(ColumnArguments accepted) =>
        command is { Upload: { } upload } ? FollowAsync(() => Commands.RequestAsync(upload with { Accept = accepted })) : Task.CompletedTask;

    // The address is the state: what was asked stands in it.
    private Task FollowAsync(Func<Task<long>> ask) =>
        AskedAsync(async () => Navigator.NavigateTo(Here.With("command", (await ask()).ToString(CultureInfo.InvariantCulture)).ToString()));

    private Task CancelAsync(long asked) =>
        AskedAsync(async () =>
        {
            await Commands.CancelAsync(asked);
            await LoadAsync();
        });

    /// <summary>What cannot be asked now is said on the page, which goes on.</summary>
    private async Task AskedAsync(Func<Task> ask)
    {
        try
        {
            refused = null;
            await ask();
        }
        catch (Exception failure) when (failure is RefusalException || DatabaseAway.Is(failure))
        {
            Logger.LogWarning(failure, "The worker could not be asked");
            refused = FailureText.Of(failure);
        }
    }

    private JobRow? Find(string job) => jobs.FirstOrDefault(one => one.Name == job);

    private bool IsAsked(string job) => open.Any(asked => asked.Job == job) || Find(job) is { IsRunning: true };

    private string Of(string? dataset) =>
        (dataset is null ? Here.Without("dataset") : Here.With("dataset", dataset)).Without("page", "rejected_page", "batch", "command").ToString();

    private string LinkTo(int number) =>
        Here.Without("command", "rejected_page", "kind").With("batch", number.ToString(CultureInfo.InvariantCulture)).ToString();

    private string DatasetName(string code) => labels.TryGetValue(code, out var label) ? T[label] : SourceNames.Of(T, code);

    private string ExportOf(RejectedSource source) =>
        Batch is { } one
            ? string.Create(CultureInfo.InvariantCulture, $"/api/v1/rejects?layout=ledger&batch={one}&lang={T.Language}")
            : $"/api/v1/rejects?layout=ledger&dataset={Uri.EscapeDataString(source.Dataset)}&source={Uri.EscapeDataString(source.Source)}&lang={T.Language}";

    private int? Number(string name) =>
        int.TryParse(Here.First(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    /// <inheritdoc />
    public void Dispose()
    {
        Navigator.LocationChanged -= Moved;
        turn++; // what is being read is for nobody
        timer?.Dispose();
    }
}
