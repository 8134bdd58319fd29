using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>The values of one statement: each becomes a numbered parameter, never a part of the text.</summary>
internal sealed class StatementParameters(NpgsqlParameterCollection parameters)
{
    /// <summary>Adds a value and gives the parameter's name, as the statement writes it.</summary>
    public string Add<T>(T value)
    {
        var name = $"p{parameters.Count}";
        parameters.Add(value is IReadOnlyList<string> codes ? new NpgsqlParameter<string[]>(name, [.. codes]) : new NpgsqlParameter<T>(name, value));
        return "@" + name;
    }
}
