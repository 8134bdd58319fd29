using Analytics.Sql.Model;

namespace Analytics.Benchmarks.Engine;

/// <summary>The product's own way from question to composed answer, over the columns in memory or straight over Postgres.</summary>
internal sealed class ModelRival(string name, IModel model, FilledStar star, string engine) : IRival
{
    public string Name => name;

    public async Task<PageAnswer> AnswerAsync(Page page)
    {
        var results = (await model.AnswerAsync(page.Queries(star))).Select(a => a.Result ?? throw new InvalidOperationException(a.Fault!.Reason.En)).ToList();
        if (results.Find(r => r.Trace.Engine != engine) is { } other)
        {
            throw new InvalidOperationException($"{other.Trace.Engine} answered where {engine} is measured: {other.Trace.WhyNotMemory?.En}");
        }

        var totals = results[0].Totals;
        return new PageAnswer(
            (long)totals[0].Value!,
            totals[1].Value ?? 0,
            (long)totals[2].Value!,
            [.. results.Skip(1).Select(r => (r.Rows.Count, (long)r.Rows.Sum(row => row.Cells[0].Value ?? 0)))]
        );
    }
}
