using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>All questions of a page to a snapshot: those to one fact that are about the same rows share a pass; of measures that are spread each has its own.</summary>
internal static class PageScan
{
    public static IReadOnlyList<Figures> Read(Snapshot snapshot, IReadOnlyList<FactQuestion> questions, CancellationToken cancellation)
    {
        var figures = questions.Select(_ => new Figures()).ToList();
        var plans = questions.SelectMany((question, index) => QuestionPlan.Of(snapshot, question).Select(plan => (Plan: plan, Index: index))).ToList();
        foreach (var (plan, index) in plans.Where(p => p.Plan.Spread is not null))
        {
            figures[index].RowsScanned += new SpreadScan(snapshot, plan).Run(figures[index], cancellation);
        }

        foreach (var pass in plans.Where(p => p.Plan.Spread is null).GroupBy(p => (p.Plan.Fact, p.Plan.RowsText)))
        {
            var together = pass.ToList();
            var (tallies, scanned) = new Pass(snapshot, snapshot.Facts[pass.Key.Fact], [.. together.Select(p => p.Plan)]).Run(cancellation);
            foreach (var ((plan, index), tally) in together.Zip(tallies))
            {
                plan.Tell(tally, figures[index]);
            }

            foreach (var index in together.Select(p => p.Index).Distinct())
            {
                figures[index].RowsScanned += scanned;
            }
        }

        return figures;
    }
}
