using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Benchmarks;

/// <summary>The questions of the Overview page, warmed up, median of several runs, on what <see cref="LoadBenchmark"/> loaded.</summary>
internal static class QuestionBenchmark
{
    private const int Runs = 15;

    public static async Task RunAsync(Bench bench)
    {
        var model = SemanticModel.Direct(bench.Warehouse.Reader, ModelCatalog.Load());
        string[] cards = ["referrals", "engagements", "outcomes", "products", "contract_amount", "added_sales", "outcomes.target", "outcomes.previous"];
        var year = new Dictionary<string, IReadOnlyList<string>> { ["fiscal_year"] = ["2012"] };
        var total = await MedianAsync(
            model,
            new Query
            {
                Scope = Scope.All,
                Dataset = "samples",
                Measures = cards,
                Filters = year,
            }
        );
        Bench.Line("cards of one year", total);
        foreach (var by in new[] { "subregion", "cluster", "industry_group", "branch" })
        {
            Bench.Line(
                $"outcomes by {by}, one year",
                await MedianAsync(
                    model,
                    new Query
                    {
                        Scope = Scope.All,
                        Dataset = "samples",
                        Measures = ["outcomes", "outcomes.target"],
                        By = [by],
                        Filters = year,
                    }
                ),
                against: total
            );
        }

        Bench.Line(
            "outcomes by region and year, all years",
            await MedianAsync(
                model,
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["outcomes"],
                    By = ["subregion", "fiscal_year"],
                }
            ),
            against: total
        );
        Bench.Line(
            "distinct companies by municipality, all years",
            await MedianAsync(
                model,
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = ["companies_referred"],
                    By = ["municipality"],
                }
            ),
            against: total
        );
    }

    private static async Task<double> MedianAsync(SemanticModel model, Query query)
    {
        var seconds = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            seconds.Add(await Bench.SecondsAsync(() => model.AnswerAsync(query)));
        }

        return seconds.Skip(3).Order().ElementAt((Runs - 3) / 2);
    }
}
