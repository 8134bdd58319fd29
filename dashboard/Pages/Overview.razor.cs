using System.Globalization;
using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Pages.Summary;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Npgsql;

namespace Analytics.Dashboard.Pages;

/// <summary>What did it bring this year, against the year before and the target, and where? The address is its state.</summary>
public sealed partial class Overview
{
    private OverviewFigures? figures;
    private Picks? picks;
    private DatasetSummary? empty;
    private QueryFault? fault;
    private Exception? failure;
    private FiscalYears years = new(4, "ja");
    private IReadOnlyList<Phrase> sentence = [];
    private string second = "";
    private string? headline;
    private bool busy;
    private int turn;

    [Inject] public required NavigationManager Navigator { get; set; }
    [Inject] public required RecentAnswers Answers { get; set; }
    [Inject] public required AgreementDays Agreements { get; set; }
    [Inject] public required IConfiguration Configuration { get; set; }
    [Inject] public required ILogger<Overview> Logger { get; set; }

    private string Lead => figures?.Totals.Answer?.Column(figures.Lead) is { } column ? T[column.Label] : "";

    private bool AddsUp => Answers.Catalog.Measures[figures!.Lead].IsAdditive;

    private static bool Compares(Asked? asked) => asked is not null and not { Answer.Rows.Count: 1 };

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        Navigator.LocationChanged += Moved;
        return LoadAsync();
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (Address.Of(e.Location).Path == "/") _ = InvokeAsync(async () => { await LoadAsync(); StateHasChanged(); });
    }

    /// <summary>Asks everything that the address asks. While it asks again, the last figures stay.</summary>
    private async Task LoadAsync()
    {
        var mine = ++turn;
        busy = true;
        try
        {
            var datasets = await Answers.DatasetsAsync();
            var question = PageQuestion.Of(Address.Of(Navigator.Uri), datasets, Answers.Catalog, Configuration["Dataset"]);
            var isEmpty = question.Dataset.IsEmpty || question.Dataset.Measures.Count == 0;
            var asked = isEmpty ? null : await Picks.AskAsync(question, datasets, Answers);
            if (asked?.FaultOf(question) is { } unknown) throw new QueryException(unknown);
            var answered = asked is null ? null : await OverviewFigures.AskAsync(question, asked, Answers, Agreements, Logger);
            if (mine != turn) return;
            (picks, figures, empty, fault, failure) = (asked, answered, isEmpty ? question.Dataset : null, null, null);
            if (answered?.Totals.Failure is QueryException { Fault: var unanswerable }) (figures, fault) = (null, unanswerable);
            if (figures is not null) Write(figures, asked!);
        }
        catch (QueryException refused)
        {
            if (mine == turn) (fault, figures) = (refused.Fault, null);
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            Logger.LogError(broken, "The overview could not be asked");
            if (mine == turn) (failure, figures) = (broken, null);
        }
        finally
        {
            if (mine == turn) busy = false;
        }
    }

    private void Write(OverviewFigures f, Picks p)
    {
        years = new(f.Question.Dataset.Calendar.StartMonth, T.Language);
        (sentence, second, headline) = ([], "", null);
        if (f.Totals.Answer is not { } totals) return;
        sentence = OverviewWords.HeadlineOf(f, p, totals, years, T).Sentence(T);
        second = OverviewWords.Second(f, totals, T);
        headline = years.Name(f.Question.Year);
    }

    private IReadOnlyList<(int Year, decimal Value)>? SparkOf(string measure)
    {
        if (figures?.Years.Answer is not { } byYear) return null;
        var known = byYear.Rows.Where(r => r.Members[0].Code.Length == 4).ToDictionary(r => int.Parse(r.Members[0].Code, CultureInfo.InvariantCulture), r => byYear.Of(r.Cells, measure));
        return [.. figures.Question.Years.Reverse().Where(y => !figures.Question.IsProvisional(y)).Select(y => (y, known.TryGetValue(y, out var cell) ? cell.Value ?? 0 : 0))];
    }

    /// <inheritdoc />
    public void Dispose() => Navigator.LocationChanged -= Moved;
}
