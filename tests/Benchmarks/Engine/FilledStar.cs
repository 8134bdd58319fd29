using System.Globalization;
using Npgsql;

namespace Analytics.Benchmarks.Engine;

/// <summary>A dataset of its own with so many engagements, filled inside of the server: the star's real tables, partitions and indexes.</summary>
internal sealed record FilledStar(string Dataset, int Key, long Rows, int Publication)
{
    public static async Task<FilledStar> FillAsync(Bench bench, long rows, int publication)
    {
        var dataset = string.Create(CultureInfo.InvariantCulture, $"bench_{rows}");
        await using var connection = await bench.Warehouse.Owner.OpenConnectionAsync();
        if (publication == 1)
        {
            await ExecuteAsync(
                connection,
                """
                insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state)
                values (1, 'samples', 'benchmark', 'unstated', 'generated', repeat('0', 64), 1, 'csv', 'load', '2013-04-01', 'loaded')
                """
            );
        }

        var key = Convert.ToInt32(
            await ScalarAsync(
                connection,
                $"select mart.ensure_dataset('{dataset}', '計測用', 'Benchmark', 'JPY', 4::smallint, true, '合成データ', 'Synthetic')"
            ),
            CultureInfo.InvariantCulture
        );
        var star = new FilledStar(dataset, key, rows, publication);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ExecuteAsync(connection, star.Statement(Resource("fill_star.sql")));
            await transaction.CommitAsync();
        }

        await ExecuteAsync(connection, $"vacuum analyze mart.fct_engagements_{dataset}");
        await ExecuteAsync(connection, $"vacuum analyze mart.brg_referral_cluster_{dataset}");
        return star;
    }

    /// <summary>Gives the disk back.</summary>
    public async Task DropAsync(Bench bench)
    {
        await using var connection = await bench.Warehouse.Owner.OpenConnectionAsync();
        await ExecuteAsync(connection, $"truncate mart.fct_engagements_{Dataset}");
        await ExecuteAsync(connection, $"truncate mart.brg_referral_cluster_{Dataset}");
    }

    /// <summary>A statement of this folder, about this dataset.</summary>
    public string Statement(string text) =>
        text.Replace("{dataset}", Dataset, StringComparison.Ordinal)
            .Replace("{key}", Key.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{rows}", Rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{publication}", Publication.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{table}", $"mart.fct_engagements_{Dataset}", StringComparison.Ordinal)
            .Replace("{bridge}", $"mart.brg_referral_cluster_{Dataset}", StringComparison.Ordinal);

    public static string Resource(string name)
    {
        using var stream =
            typeof(FilledStar).Assembly.GetManifestResourceStream($"Engine/{name}") ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync();
    }
}
