using Analytics.Dashboard.Metering;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// The line in which questions wait. Askers are served in turn, each with all that it asks at the time (up to <see cref="MostAtOnce"/>) in one pass
/// of the engine:
/// one who asks a thousand things keeps nobody waiting for longer than one who asks ten. Only as many are answered at a time as the machine can work on.
/// The lock is held to pass questions on, never while they are answered. Thread-safe.
/// </summary>
public sealed class QuestionQueue(IModel model, int mostTurns = 0, QuestionMetrics? metrics = null)
{
    /// <summary>Questions that are answered in one turn.</summary>
    public const int MostAtOnce = 64;

    private readonly int _mostTurns = mostTurns > 0 ? mostTurns : Math.Max(2, Environment.ProcessorCount);
    private readonly LinkedList<Asker> _line = [];
    private readonly Lock _gate = new();
    private int _turns;

    /// <summary>Questions that wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _line.Sum(asker => asker.Waiting.Count(question => !question.IsDropped));
        }
    }

    /// <summary>Puts a question into the line.</summary>
    public void Add(AskedQuestion question, Asker asker)
    {
        lock (_gate)
        {
            asker.Waiting.Enqueue(question);
        }

        Release(asker);
    }

    /// <summary>The asker has asked what it wanted to ask together.</summary>
    internal void Release(Asker asker)
    {
        // Asked after the question was put down: whoever ends the hold later finds it.
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
            // What it did not come to say stands behind those who came meanwhile.
            Release(asker);
        }
    }

    /// <summary>What the next asker in line wants, without what was dropped meanwhile; null where nobody waits.</summary>
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
        // Not disposed of: the last asker may leave at any moment, and it holds nothing but its callbacks.
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
            // One by one: those that are answered from memory need no database.
            foreach (var question in questions.Where(question => !question.IsDropped))
                await AnswerAsync([question]);
        }
        catch (Exception failure)
        {
            // It belongs to those who asked: each of them gets it, and logs or shows it.
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
