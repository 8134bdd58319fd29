namespace Analytics.Sql;

/// <summary>A text within a statement, where it can be no parameter: in statements of several commands, or in those that are passed on as texts.</summary>
public static class SqlLiteral
{
    /// <summary>Quoted; <c>null</c> for none.</summary>
    public static string Of(string? text) => text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
