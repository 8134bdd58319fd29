using Npgsql;

namespace Analytics.Benchmarks.Engine;

/// <summary>
/// Postgres as somebody who knows it would ask: all visuals in one scan by GROUPING SETS, with as many parallel workers as are given; clusters and companies in
/// statements of their own.
/// </summary>
internal sealed class PostgresRival(NpgsqlDataSource reader, FilledStar star, int workers) : IRival
{
    public string Name => workers == 0 ? "Postgres, GROUPING SETS" : $"Postgres, GROUPING SETS, {workers} parallel workers";

    public async Task<PageAnswer> AnswerAsync(Page page)
    {
        await using var connection = await reader.OpenConnectionAsync();
        await ExecuteAsync(connection, $"set max_parallel_workers_per_gather = {workers}; set work_mem = '256MB'");
        var visuals = Page.Slices.ToDictionary(by => string.Join(',', by), _ => new List<long>());
        var (engagements, amount, companies) = (0L, 0m, 0L);
        // Visuals that ignore a selection of their own need a scan that does so too: one per set of conditions.
        foreach (var set in Page.Slices.Where(by => by is not ["cluster"]).GroupBy(by => page.Where("year", "region", by)))
        {
            var sets = string.Join(", ", set.Select(by => $"({string.Join(", ", by.Select(Column))})"));
            await using var command = new NpgsqlCommand(
                Fill("postgres_sets.sql", page, set.First())
                    .Replace("{sets}", sets, StringComparison.Ordinal)
                    .Replace("{mask}", Page.MaskOf(set, Column), StringComparison.Ordinal),
                connection
            )
            {
                CommandTimeout = 0,
            };
            await using var row = await command.ExecuteReaderAsync();
            var slices = set.ToDictionary(Page.MaskOf, by => string.Join(',', by));
            while (await row.ReadAsync())
            {
                var slice = slices[row.GetInt32(0)];
                visuals[slice].Add(row.GetInt64(1));
                if (slice.Length == 0)
                    (engagements, amount) = (row.GetInt64(1), row.IsDBNull(2) ? 0 : row.GetDecimal(2));
            }
        }

        await using (var command = new NpgsqlCommand(Fill("postgres_clusters.sql", page, ["cluster"]), connection) { CommandTimeout = 0 })
        {
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
                visuals["cluster"].Add(row.GetInt64(1));
        }

        await using (var command = new NpgsqlCommand(Fill("postgres_companies.sql", page, []), connection) { CommandTimeout = 0 })
        {
            companies = (long)(await command.ExecuteScalarAsync())!;
        }

        return new PageAnswer(engagements, amount, companies, [.. Page.Slices.Skip(1).Select(by => Page.Shown(by, visuals[string.Join(',', by)]))]);
    }

    private static string Column(string slicer) =>
        slicer switch
        {
            "municipality" => "region.municipality_code",
            "industry_group" => "industry.group_code",
            "engagement_type" => "f.engagement_type_key",
            "branch" => "f.referrer_key",
            _ => FiscalYear,
        };

    private const string FiscalYear = "(f.started_date_key / 10000 - (f.started_date_key / 100 % 100 < 4)::int)";

    private string Fill(string file, Page page, string[] by) =>
        star.Statement(FilledStar.Resource(file))
            .Replace(
                "{where}",
                page.Where(FiscalYear, "region.municipality_code", by).Replace("= 22130", "= '22130'", StringComparison.Ordinal),
                StringComparison.Ordinal
            )
            .Replace("{fiscal_year}", FiscalYear, StringComparison.Ordinal);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
