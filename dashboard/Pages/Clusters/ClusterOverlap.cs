using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Clusters;

/// <summary>
/// How much clusters share: what counts in both of two. A filter on several clusters counts each case once, so the shared part is A + B − (A or B).
/// </summary>
public sealed class ClusterOverlap : VisualRecipe
{
    // Each pair is a question of its own.
    private const int MostClusters = 8;

    public override string Name => "cluster-overlap";

    public override string TitleOf(Inquiry inquiry) => inquiry.T["overlap.title", inquiry.T[inquiry.LeadMeasure.Label]];

    // A rate of both is no difference of rates; what stands beside its parts only would need theirs in every cell.
    public override bool AppliesTo(Inquiry inquiry) =>
        inquiry.Picks.Clusters.Count is > 1 and <= MostClusters
        && !inquiry.Question.Narrowing.Contains("cluster")
        && inquiry.WhyInapplicable(inquiry.Lead, "cluster") is null
        && inquiry.LeadMeasure is { Kind: MeasureKind.Count or MeasureKind.Sum or MeasureKind.Distinct, Parts.Count: 0 };

    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, clusters) = (inquiry.T, inquiry.Picks.Clusters);
        var answer = await inquiry.AskAsync([inquiry.Lead], ["cluster"]);
        var column = answer.Measures[0];
        var own = answer.Rows.ToDictionary(r => r.Members[0].Code, r => r.Cells[0].Value ?? 0);
        var shared = (
            await Task.WhenAll(from a in Enumerable.Range(0, clusters.Count) from b in Enumerable.Range(0, a) select SharedAsync(clusters[a], clusters[b]))
        )
            .SelectMany(s => new[] { s, (s.B, s.A, s.Both) })
            .ToDictionary(s => (s.Item1.Code, s.Item2.Code), s => s.Item3);
        var largest = shared.Values.DefaultIfEmpty().Max();
        var scale = FigureScale.For(column, answer, t.Language, answer.Rows.Select(r => r.Cells[0]));
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = string.Join(t["list.comma"], scale.Words(column.Unit, t), inquiry.Period),
            Result = answer,
            Measures = [column],
            Scale = scale,
            Table = new(
                [t[answer.Slicers[0].Label], .. clusters.Select(c => t[c.Label])],
                [
                    .. clusters.Select(row => new VisualRow(
                        t[row.Label],
                        inquiry.Question.Narrowed("cluster", row.Code),
                        [.. clusters.Select(c => Figure(row, c))]
                    )),
                ],
                null
            ),
            Notes = [.. Words()],
            EmptyReason = largest <= 0 ? t["overlap.none"] : null,
        };

        async Task<(Member A, Member B, decimal Both)> SharedAsync(Member a, Member b)
        {
            var either = (await inquiry.Answers.AnswerAsync(inquiry.Question.With("cluster", [a.Code, b.Code]).Ask([inquiry.Lead]))).Totals[0].Value ?? 0;
            return (a, b, own.GetValueOrDefault(a.Code) + own.GetValueOrDefault(b.Code) - either);
        }

        VisualCell Figure(Member row, Member across)
        {
            if (row.Code == across.Code)
                return new(scale.Number(own.GetValueOrDefault(row.Code)), "own");
            var both = shared[(row.Code, across.Code)];
            return both == 0 ? new("0", "state") : new(scale.Number(both), null, null, largest > 0 ? (double)(both / largest) : null);
        }

        IEnumerable<string> Words()
        {
            if (
                shared.Where(s => s.Value > 0).OrderByDescending(s => s.Value).ThenBy(s => s.Key.Item1, StringComparer.Ordinal).FirstOrDefault() is
                { Value: > 0 } most
            )
                yield return t["overlap.most", t[Label(most.Key.Item1)], t[Label(most.Key.Item2)], scale.Text(most.Value)];
            yield return t["overlap.how"];
        }

        Bilingual Label(string code) => clusters.First(c => c.Code == code).Label;
    }
}
