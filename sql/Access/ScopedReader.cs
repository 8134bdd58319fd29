using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Access;

/// <summary>
/// The reader's database, and what whoever asks may know. Everything that reads rows by statements of its own takes both from here, so that no reader can
/// be built without a scope. Thread-safe.
/// </summary>
public sealed class ScopedReader(NpgsqlDataSource source, Func<Scope> scope)
{
    /// <summary>What whoever asks at this moment may know.</summary>
    public Scope Scope => scope();

    /// <summary>Reads everything: for commands of the operator, who has the files anyway.</summary>
    public static ScopedReader OfAll(NpgsqlDataSource source) => new(source, () => Scope.All);

    /// <inheritdoc cref="NpgsqlDataSource.CreateCommand(string)" />
    public NpgsqlCommand CreateCommand(string statement) => source.CreateCommand(statement);
}
