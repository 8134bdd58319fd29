namespace Analytics.Sql.Model.Answers;

/// <summary>An answer, and the SQL that would give its figures from Postgres, whichever engine gave them.</summary>
public sealed record Explanation(Result Result, IReadOnlyList<ExplainedStatement> Statements);

/// <summary>A statement about one fact, with its parameters' values by name.</summary>
public sealed record ExplainedStatement(string Fact, string Sql, IReadOnlyDictionary<string, object?> Parameters);
