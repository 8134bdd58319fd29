using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Tests.Sql.Reference;

/// <summary>A migrated database, which holds the reference data, shared by the tests of one class: they only read it.</summary>
public sealed class ReferenceDatabase(PostgresFixture postgres) : IAsyncLifetime
{
    private Warehouse _warehouse = null!;

    public async ValueTask InitializeAsync() => _warehouse = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();

    /// <summary>The rows of a query, each as its columns' text joined by a blank; an SQL null is "-".</summary>
    public Task<string[]> RowsAsync(string sql, params object[] values) => RowsAsync(_warehouse.Owner, sql, values);

    public static async Task<string[]> RowsAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(
            $"select concat_ws(' ', variadic array(select coalesce(value, '-') from json_each_text(row_to_json(t)))) from ({sql}) t"
        );
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
