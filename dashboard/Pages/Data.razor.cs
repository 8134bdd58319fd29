using System.Globalization;
using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Pages.Intake;
using Analytics.Dashboard.Pages.Slicing;
using Analytics.Sql;
using Analytics.Sql.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Npgsql;

namespace Analytics.Dashboard.Pages;

/// <summary>What came in, what was rejected and how to mend it, and how the jobs went. The address is its state.</summary>
public sealed partial class Data
{
    private const int Files = 10, Rows = 20;
    private Page<BatchRow>? batches;
    private Page<FindingRow>? findings;
    private PublicationRow? newest;
    private IReadOnlyList<JobRow> jobs = [];
    private Dictionary<string, Bilingual> labels = [];
    private bool failed;
    private int turn;

    [Inject] public required NavigationManager Navigator { get; set; }
    [Inject] public required AuditLog Audit { get; set; }
    [Inject] public required JobBook Jobs { get; set; }
    [Inject] public required RecentAnswers Answers { get; set; }
    [Inject] public required ILogger<Data> Logger { get; set; }

    private Address Here => Address.Of(Navigator.Uri);

    // A dataset that does not exist has no files: the lists say so.
    private string? Dataset => Here.First("dataset");

    private string Kind => AuditLog.FindingKinds.FirstOrDefault(k => k == Here.First("kind")) ?? AuditLog.FindingKinds[0];

    private int? Batch => Number("batch");

    private string Headline => findings!.Total == 0 ? T["data.headline.none." + Kind] : T["data.headline." + Kind, Visuals.Numerals.Whole(findings.Total)];

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        Navigator.LocationChanged += Moved;
        return LoadAsync();
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (Address.Of(e.Location).Path == "/data") _ = InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); });
    }

    private async Task LoadAsync()
    {
        var mine = ++turn;
        try
        {
            var files = Audit.BatchesAsync(Number("page") ?? 1, Files, Dataset);
            var rows = Audit.FindingsAsync(Kind, Number("rejected_page") ?? 1, Rows, Dataset, Batch);
            var published = Audit.PublicationsAsync(1, 1);
            var scheduled = Jobs.JobsAsync();
            var datasets = Answers.DatasetsAsync();
            await Task.WhenAll(files, rows, published, scheduled, datasets);
            if (mine != turn) return;
            (batches, findings, jobs, newest, failed) = (await files, await rows, await scheduled, await published is { Items: [var one, ..] } ? one : null, false);
            labels = (await datasets).ToDictionary(d => d.Code, d => d.Label);
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            Logger.LogError(broken, "The data page could not be read");
            if (mine == turn) failed = true;
        }
    }

    private string Of(string? dataset) => (dataset is null ? Here.Without("dataset") : Here.With("dataset", dataset)).Without("page", "rejected_page", "batch").ToString();

    private int? Number(string name) => int.TryParse(Here.First(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string LookOf(JobRow job) => job switch { { IsRunning: true } => "", { IsPaused: true } => "warn", { HasFailed: true } => "bad", { Outcome: "succeeded" } => "ok", _ => "" };

    private string WordsOf(JobRow job) => T["data.job." + (job switch { { IsRunning: true } => "running", { IsPaused: true } => "paused", _ => job.Outcome ?? "waiting" })];

    // A job that somebody has added has no name in our words.
    private string NameOf(JobRow job) => Texts.Entries.TryGetValue("data.job." + job.Name, out var name) ? T[name] : job.Name;

    /// <inheritdoc />
    public void Dispose() => Navigator.LocationChanged -= Moved;
}
