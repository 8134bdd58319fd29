namespace Analytics.Sql.Model.Answers;

/// <summary>An answer, and the Postgres SQL that yields its figures, whichever engine computed them.</summary>
public sealed record Explanation(Result Result, IReadOnlyList<ExplainedStatement> Statements);

/// <summary>A statement about one fact, with its parameter values by name.</summary>
public sealed record ExplainedStatement(string Fact, string Sql, IReadOnlyDictionary<string, object?> Parameters);
