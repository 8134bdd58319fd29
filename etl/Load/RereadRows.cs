using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// What reading a published batch again changes of its rows, against what the same lines told before: a line that was not loaded then is new, one
/// that says something else is revised.
/// Within the transaction of its connection.
/// </summary>
sealed class RereadRows(NpgsqlConnection connection, Source source, int batch)
{
    /// <summary>Keeps what the lines tell, before the batch is read again.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"drop table if exists rows_before; create temp table rows_before on commit drop as {Rows}; analyze rows_before",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Counts them against what they tell now.</summary>
    public async Task<(int New, int Revised, int Unchanged)> CountAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(*) filter (where b.line is null), count(*) filter (where b.content <> n.content), count(*) filter (where b.content = n.content)
            from ({Rows}) n left join rows_before b on b.line = n.line and b.sheet = n.sheet
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return ((int)row.GetInt64(0), (int)row.GetInt64(1), (int)row.GetInt64(2));
    }

    string Rows
    {
        get
        {
            var rows = SourceRows.Of(source);
            var values = string.Join(", ", source.Fields.Select(column => rows.Value("r", column.Name)));
            return $"select coalesce(r.sheet, '') as sheet, r.line, md5(row({values})::text)::uuid as content from {rows.Table} r where r.batch_id = {batch}";
        }
    }
}
