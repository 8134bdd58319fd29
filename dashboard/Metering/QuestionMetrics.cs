using System.Diagnostics.Metrics;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Metering;

/// <summary>Questions that were put to the model, by the engine that answered; what is kept from earlier is not asked again. Thread-safe.</summary>
public sealed class QuestionMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _duration = meters
        .Create(ProductMeter.Name)
        .CreateHistogram(
            "analytics.question.duration",
            "s",
            "From a question to its answer; of several that were answered in one pass, of all of them.",
            tags: null,
            ProductMeter.Seconds
        );

    private readonly Counter<long> _failed = meters
        .Create(ProductMeter.Name)
        .CreateCounter<long>(
            "analytics.questions.failed",
            null,
            "Questions without an answer: refused (what is asked cannot be), away (the database cannot be reached) or failed."
        );

    internal void Add(IEnumerable<Answered> answers)
    {
        foreach (var answer in answers)
        {
            if (answer.Result is { Trace: var trace })
                _duration.Record(trace.Milliseconds / 1000, KeyValuePair.Create<string, object?>("engine", trace.Engine));
            else
                _failed.Add(1, KeyValuePair.Create<string, object?>("reason", "refused"));
        }
    }

    internal void Failed(int questions, Exception failure) =>
        _failed.Add(questions, KeyValuePair.Create<string, object?>("reason", DatabaseAway.Is(failure) ? "away" : "failed"));
}
