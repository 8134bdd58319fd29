using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// The values of one statement, passed as numbered parameters and never as text. Equal values share a parameter, so that equal expressions have equal
/// texts and the server computes them once.
/// </summary>
internal sealed class StatementParameters(NpgsqlParameterCollection parameters)
{
    private readonly Dictionary<(Type Type, string Text), string> _names = [];

    /// <summary>Adds a value and returns the parameter's name.</summary>
    public string Add<T>(T value)
    {
        var key = (
            typeof(T),
            value is System.Collections.IEnumerable many and not string
                ? string.Join('\u001f', many.Cast<object?>().Select(one => $"{one}\u001e"))
                : FormattableString.Invariant($"{value}")
        );
        if (!_names.TryGetValue(key, out var name))
        {
            _names[key] = name = $"@p{parameters.Count}";
            parameters.Add(
                value is IReadOnlyList<string> codes ? new NpgsqlParameter<string[]>(name[1..], [.. codes]) : new NpgsqlParameter<T>(name[1..], value)
            );
        }

        return name;
    }
}
