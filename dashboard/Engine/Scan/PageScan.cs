using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Answers all questions of a page from a snapshot. Questions about the same rows of a fact share a pass; each spread measure has its own scan.
/// </summary>
internal static class PageScan
{
    /// <summary>Limit on the member lookups whose answers a snapshot caches.</summary>
    private const int MostStanding = 256;

    public static IReadOnlyList<Figures> Read(Snapshot snapshot, IReadOnlyList<FactQuestion> questions, CancellationToken cancellation)
    {
        var plans = questions.SelectMany((question, index) => QuestionPlan.Of(snapshot, question).Select(plan => (Plan: plan, Index: index))).ToList();
        (SlicerDeclaration, string)?[] standing =
        [
            .. questions.Select(
                (question, index) =>
                    question is { Measures: [], By: [var slicer] }
                        ? (slicer, RowsOf(plans.First(p => p.Index == index).Plan))
                        : ((SlicerDeclaration, string)?)null
            ),
        ];
        Figures?[] known = [.. standing.Select(key => key is { } asked ? snapshot.Standing.GetValueOrDefault(asked) : null)];
        Figures[] figures = [.. known.Select(found => found ?? new Figures())];
        plans.RemoveAll(p => known[p.Index] is not null);
        foreach (var (plan, index) in plans.Where(p => p.Plan.Spread is not null))
        {
            figures[index].RowsScanned += new SpreadScan(snapshot, plan).Run(figures[index], cancellation);
        }

        foreach (var pass in plans.Where(p => p.Plan.Spread is null).GroupBy(p => (p.Plan.Fact, p.Plan.RowsText)))
        {
            var together = pass.ToList();
            using var running = new Pass(snapshot, snapshot.Facts[pass.Key.Fact], [.. together.Select(p => p.Plan)]);
            var (tallies, scanned) = running.Run(cancellation);
            foreach (var ((plan, index), tally) in together.Zip(tallies))
            {
                plan.Tell(tally, figures[index]);
            }

            foreach (var index in together.Select(p => p.Index).Distinct())
            {
                figures[index].RowsScanned += scanned;
            }
        }

        for (var index = 0; index < figures.Length; index++)
        {
            if (standing[index] is not { } asked || known[index] is not null)
                continue;
            if (snapshot.Standing.Count >= MostStanding)
                snapshot.Standing.Clear();
            snapshot.Standing[asked] = figures[index];
        }

        return figures;
    }

    private static string RowsOf(QuestionPlan plan) => $"{plan.Fact.TableName}\n{plan.RowsText}";
}
