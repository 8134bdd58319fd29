using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>An answer, and the SQL that would give its figures from Postgres, whichever engine gave them.</summary>
public sealed record Explanation(Result Result, IReadOnlyList<ExplainedStatement> Statements);

/// <summary>A statement about one fact, with its parameters' values by name.</summary>
public sealed record ExplainedStatement(string Fact, string Sql, IReadOnlyDictionary<string, object?> Parameters)
{
    internal static IEnumerable<ExplainedStatement> Of(DatasetState dataset, FactQuestion question)
    {
        if (question.Measures.Count > 0)
        {
            yield return Of(question.Fact, FactStatement.OfTotals(dataset, question));
        }

        if (question.By.Count > 0)
        {
            yield return Of(question.Fact, FactStatement.OfRows(dataset, question));
        }
    }

    /// <summary>What figures per 1,000 establishments are set against.</summary>
    internal static ExplainedStatement Of(DatasetState dataset, EstablishmentGrain grain) => Of(Model.Fact.Establishments, EstablishmentSheet.Command(grain, dataset));

    private static ExplainedStatement Of(Fact fact, NpgsqlBatchCommand command) =>
        new(fact.Name, command.CommandText, command.Parameters.ToDictionary(p => p.ParameterName, p => p.Value));
}
