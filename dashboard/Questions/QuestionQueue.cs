using Analytics.Dashboard.Metering;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// The queue of questions. Askers are served in turn, each with all its pending questions (up to <see cref="MostAtOnce"/>) in one pass of the engine,
/// so an asker with a thousand questions delays others no more than one with ten. The number of turns running at once is bounded by the processors.
/// The lock protects the queue only; it is never held while answering. Thread-safe.
/// </summary>
public sealed class QuestionQueue(IModel model, int mostTurns = 0, QuestionMetrics? metrics = null)
{
    /// <summary>Most questions answered in one turn.</summary>
    public const int MostAtOnce = 64;

    private readonly int _mostTurns = mostTurns > 0 ? mostTurns : Math.Max(2, Environment.ProcessorCount);
    private readonly LinkedList<Asker> _line = [];
    private readonly Lock _gate = new();
    private int _turns;

    /// <summary>Questions in the queue.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _line.Sum(asker => asker.Waiting.Count(question => !question.IsDropped));
        }
    }

    /// <summary>Queues a question.</summary>
    public void Add(AskedQuestion question, Asker asker)
    {
        lock (_gate)
        {
            asker.Waiting.Enqueue(question);
        }

        Release(asker);
    }

    /// <summary>Puts an asker with pending questions in line; does nothing while a hold keeps them back.</summary>
    internal void Release(Asker asker)
    {
        // Check after enqueueing: if the hold ends later, its end releases the asker again.
        if (asker.IsHeldFor(this))
            return;
        lock (_gate)
        {
            if (asker.Waiting.Count == 0 || _line.Contains(asker))
                return;
            _line.AddLast(asker);
            if (_turns >= _mostTurns)
                return;
            _turns++;
        }

        _ = Task.Run(ServeAsync);
    }

    private async Task ServeAsync()
    {
        while (Next() is var (asker, questions))
        {
            if (questions.Count > 0)
                await AnswerAsync(questions);
            // If the asker still has questions, it goes to the end of the line.
            Release(asker);
        }
    }

    /// <summary>Takes the next asker from the line with its questions, except dropped ones; null if the line is empty.</summary>
    private (Asker Asker, List<AskedQuestion> Questions)? Next()
    {
        lock (_gate)
        {
            if (_line.First is not { Value: var asker })
            {
                _turns--;
                return null;
            }

            _line.RemoveFirst();
            var questions = new List<AskedQuestion>();
            while (questions.Count < MostAtOnce && asker.Waiting.TryDequeue(out var question))
            {
                if (!question.IsDropped)
                    questions.Add(question);
            }

            return (asker, questions);
        }
    }

    private async Task AnswerAsync(List<AskedQuestion> questions)
    {
        // Not disposed, because the last asker may leave at any moment. It holds only callbacks.
        var nobodyWaits = new CancellationTokenSource();
        questions.ForEach(q =>
            q.WhenDropped(() =>
            {
                if (questions.TrueForAll(other => other.IsDropped))
                    nobodyWaits.Cancel();
            })
        );
        try
        {
            var answers = await model.AnswerAsync([.. questions.Select(q => q.Query)], nobodyWaits.Token);
            metrics?.Add(answers);
            for (var index = 0; index < questions.Count; index++)
                questions[index].Answer(answers[index]);
        }
        catch (Exception failure) when (questions.Count > 1 && DatabaseAway.Is(failure))
        {
            // Retry one at a time: questions that memory can answer need no database.
            foreach (var question in questions.Where(question => !question.IsDropped))
                await AnswerAsync([question]);
        }
        catch (Exception failure)
        {
            // Each asker gets the exception, and logs or shows it.
            if (!nobodyWaits.IsCancellationRequested)
                metrics?.Failed(questions.Count, failure);
            questions.ForEach(q => q.Fail(failure));
        }
        finally
        {
            questions.ForEach(q => q.WhenDropped(() => { }));
        }
    }
}
