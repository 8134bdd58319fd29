using System.Reflection;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Npgsql;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>Where a page stands with its question: loading (all null), answered, about a dataset without data, faulty, or without a database.</summary>
/// <param name="Inquiry">What is being shown.</param>
/// <param name="Empty">The dataset that has nothing yet.</param>
/// <param name="Fault">What is wrong with the address.</param>
/// <param name="HasFailed">The database could not be asked.</param>
/// <param name="IsBusy">Another answer is on its way; the last one stays until then.</param>
public sealed record PageState(Inquiry? Inquiry = null, DatasetSummary? Empty = null, QueryFault? Fault = null, bool HasFailed = false, bool IsBusy = false);

/// <summary>
/// A page about figures: its address is its state; whenever that changes, all its figures are asked again from one publication and replaced at once.
/// </summary>
/// <typeparam name="TFigures">Everything that the page shows.</typeparam>
public abstract class QuestionPage<TFigures> : Localised, IDisposable
    where TFigures : class
{
    private CancellationTokenSource showing = new();

    [Inject]
    public required NavigationManager Navigator { get; set; }

    [Inject]
    public required RecentAnswers Answers { get; set; }

    [Inject]
    public required AgreementDays Agreements { get; set; }

    [Inject]
    public required VisitorScope Visitor { get; set; }

    [Inject]
    public required IConfiguration Configuration { get; set; }

    [Inject]
    public required ILogger<QuestionPage<TFigures>> Logger { get; set; }

    /// <summary>Where the page stands.</summary>
    protected PageState State { get; private set; } = new();

    /// <summary>What it shows; not null while <see cref="PageState.Inquiry"/> is not.</summary>
    protected TFigures? Figures { get; private set; }

    /// <summary>Asks for everything that the page shows.</summary>
    protected abstract Task<TFigures> AskAsync(Inquiry inquiry);

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        Navigator.LocationChanged += Moved;
        return LoadAsync();
    }

    /// <summary>Asks again, as after a failure.</summary>
    protected async Task LoadAsync()
    {
        var mine = MoveOn();
        var asker = new Asker(mine.Token);
        State = State with { IsBusy = true };
        try
        {
            var address = Address.Of(Navigator.Uri);
            var datasets = await Answers.DatasetsAsync(address);
            var question = PageQuestion.Of(address, datasets, Answers.Catalog, Visitor.Current, Configuration[DatasetSummary.DefaultSetting]);
            if (question.Dataset.IsEmpty || question.Dataset.Measures.Count == 0)
            {
                Show(mine, new(Empty: question.Dataset), null);
                return;
            }

            var inquiry = await Inquiry.OfAsync(question, datasets, T, new(Answers, asker), Agreements);
            Show(mine, new(inquiry), await AskTogetherAsync(inquiry, asker));
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            // The reader has moved on; the next showing is on its way.
        }
        catch (QueryException refused)
        {
            Show(mine, new(Fault: refused.Fault), null);
        }
        catch (Exception broken) when (broken is NpgsqlException or TimeoutException)
        {
            Logger.LogError(broken, "The page {Page} could not be asked", GetType().Name);
            Show(mine, new(HasFailed: true), null);
        }
    }

    // What a page asks at once reaches the engine at once.
    private Task<TFigures> AskTogetherAsync(Inquiry inquiry, Asker asker)
    {
        using (asker.Hold())
            return AskAsync(inquiry);
    }

    // What the former showing still waits for is dropped.
    private CancellationTokenSource MoveOn()
    {
        showing.Cancel();
        showing.Dispose();
        return showing = new();
    }

    // An answer that comes after the reader has moved on is nobody's.
    private void Show(CancellationTokenSource asked, PageState state, TFigures? figures)
    {
        if (asked == showing)
            (State, Figures) = (state, figures);
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (Address.Of(e.Location).Path == GetType().GetCustomAttribute<RouteAttribute>()!.Template)
            _ = InvokeAsync(async () =>
            {
                await LoadAsync();
                StateHasChanged();
            });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Navigator.LocationChanged -= Moved;
        showing.Cancel();
        showing.Dispose();
        GC.SuppressFinalize(this);
    }
}
