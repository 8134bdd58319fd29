using Analytics.Sql.Commands;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Which figures a publication that is not committed would change: every measure by fiscal year, as its own connection sees it and as everybody else
/// does.
/// </summary>
static class ChangedFigures
{
    sealed record Known(MeasureColumn Measure, string Currency, Member Year, decimal? Value);

    public static async Task<IReadOnlyList<PreviewedFigure>> OfAsync(
        NpgsqlDataSource others,
        NpgsqlConnection within,
        ModelCatalog catalog,
        string dataset,
        CancellationToken cancellation
    )
    {
        var before = await ReadAsync(SemanticModel.Direct(others, catalog), dataset, cancellation);
        var after = await ReadAsync(SemanticModel.Within(within, catalog), dataset, cancellation);
        return
        [
            .. from key in after.Keys.Union(before.Keys).OrderBy(key => key.Measure, StringComparer.Ordinal).ThenBy(key => key.Year, StringComparer.Ordinal)
            let old = before.GetValueOrDefault(key)
            let next = after.GetValueOrDefault(key)
            where old?.Value != next?.Value
            let known = next ?? old
            select new PreviewedFigure(
                dataset,
                key.Measure,
                known.Measure.Label,
                known.Measure.Unit.ToString(),
                known.Currency,
                key.Year,
                known.Year.Label,
                old?.Value,
                next?.Value
            ),
        ];
    }

    static async Task<Dictionary<(string Measure, string Year), Known>> ReadAsync(SemanticModel model, string dataset, CancellationToken cancellation)
    {
        // Each is a question of its own, read together: one that is not asked by fiscal years stops no other.
        var queries = model
            .Catalog.Measures.Keys.Select(measure => new Query
            {
                Dataset = dataset,
                Scope = Scope.All,
                Measures = [measure],
                By = ["fiscal_year"],
            })
            .ToList();
        var figures = new Dictionary<(string, string), Known>();
        foreach (var result in (await model.AnswerAsync(queries, cancellation)).Select(answer => answer.Result).OfType<Result>())
        {
            foreach (var row in result.Rows)
                figures[(result.Measures[0].Name, row.Members[0].Code)] = new(result.Measures[0], result.Currency, row.Members[0], row.Cells[0].Value);
        }

        return figures;
    }
}
