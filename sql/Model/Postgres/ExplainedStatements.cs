using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>The statements behind an answer, as shown to users.</summary>
internal static class ExplainedStatements
{
    /// <summary>The statements that answer a question about one fact.</summary>
    public static IEnumerable<ExplainedStatement> Of(DatasetState dataset, FactQuestion question)
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

    /// <summary>The statement that reads the base of figures per 1,000 establishments.</summary>
    public static ExplainedStatement Of(DatasetState dataset, EstablishmentGrain grain) =>
        Of(Declarations.Fact.Establishments, EstablishmentReader.Command(grain, dataset));

    private static ExplainedStatement Of(Fact fact, NpgsqlBatchCommand command) =>
        new(fact.Name, command.CommandText, command.Parameters.ToDictionary(p => p.ParameterName, p => p.Value));
}
