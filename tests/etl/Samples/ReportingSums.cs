using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Sql.Reporting;

namespace Analytics.Tests.Etl.Samples;

/// <summary>What people's own tools add up over the views, against what the product answers.</summary>
static class ReportingSums
{
    const string Outcomes = "outcome_type in ('patent-filed', 'licence', 'prototype', 'product', 'new-business', 'new-company')";

    static readonly (string Measure, string Figure, string View)[] Sums =
    [
        ("referrals", "count(*)", "referrals"),
        ("companies_referred", "count(distinct company_id)", "referrals"),
        ("outcomes", $"sum(quantity) filter (where {Outcomes})", "outcomes"),
        ("added_sales", "sum(amount) filter (where outcome_type = 'added-sales')", "outcomes"),
        ("contract_amount", "sum(contract_amount) filter (where engagement_type <> 'subsidy' and state <> 'preparing')", "engagements"),
    ];

    public static async Task AreTheAnswersAsync(Warehouse warehouse)
    {
        await ReportingViews.ApplyAsync(warehouse.Owner, ModelCatalog.Load());
        var model = SemanticModel.Direct(warehouse.Reader, ModelCatalog.Load());
        foreach (var (measure, figure, view) in Sums)
        foreach (var by in new[] { "fiscal_year", "subregion", "industry_division" })
        {
            var result = await model.AnswerAsync(
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "samples",
                    Measures = [measure],
                    By = [by],
                }
            );
            var answered = result
                .Rows.Where(row => row.Cells[0].Value is not (null or 0))
                .ToDictionary(row => row.Members[0].Code, row => row.Cells[0].Value!.Value);
            Assert.NotEmpty(answered);
            Assert.Equal(answered.OrderBy(row => row.Key, StringComparer.Ordinal), await OfAsync(warehouse, figure, view, by));
        }
    }

    static async Task<IReadOnlyList<KeyValuePair<string, decimal>>> OfAsync(Warehouse warehouse, string figure, string view, string by)
    {
        await using var command = warehouse.Owner.CreateCommand(
            $"""
            select {by}::text collate "C", ({figure})::numeric from reporting.{view}
            where dataset = 'samples' group by 1 having ({figure}) <> 0 order by 1
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<KeyValuePair<string, decimal>>();
        while (await reader.ReadAsync())
            rows.Add(new(reader.GetString(0), reader.GetDecimal(1)));
        return rows;
    }
}
