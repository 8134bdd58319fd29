using System.Globalization;
using DuckDB.NET.Data;
using Npgsql;

namespace Analytics.Benchmarks.Engine;

/// <summary>DuckDB in this process, over the same rows with codes resolved beforehand, so that it joins nothing but the bridge.</summary>
internal sealed class DuckDbRival : IRival, IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly bool _inOneScan;
    private readonly bool _isOwner;

    private DuckDbRival(DuckDBConnection connection, bool inOneScan, bool isOwner) => (_connection, _inOneScan, _isOwner) = (connection, inOneScan, isOwner);

    public string Name => _inOneScan ? "DuckDB, GROUPING SETS" : "DuckDB, a statement per visual";

    /// <summary>Takes the rows over by way of a file, which both write and read in bulk.</summary>
    public static async Task<DuckDbRival> LoadAsync(Bench bench, FilledStar star)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await TakeAsync(bench.Warehouse.Owner, connection, star, "facts", "duckdb_facts.sql");
        await TakeAsync(bench.Warehouse.Owner, connection, star, "bridge", "duckdb_bridge.sql");
        return new DuckDbRival(connection, inOneScan: false, isOwner: true);
    }

    /// <summary>The same rows, asked by GROUPING SETS.</summary>
    public DuckDbRival InOneScan() => new(_connection, inOneScan: true, isOwner: false);

    public Task<PageAnswer> AnswerAsync(Page page) => Task.FromResult(Answer(page));

    public void Dispose()
    {
        if (_isOwner)
            _connection.Dispose();
    }

    private PageAnswer Answer(Page page)
    {
        const string Engaged = "count(*) filter (where type <> 'information' and state <> 'preparing'), sum(contract_amount)";
        var visuals = Page.Slices.ToDictionary(by => string.Join(',', by), _ => new List<long>());
        var (engagements, amount) = (0L, 0m);
        foreach (
            var set in Page
                .Slices.Where(by => by is not ["cluster"])
                .GroupBy(by => _inOneScan ? page.Where("fiscal_year", "municipality", by) : string.Join(',', by))
        )
        {
            var slices = set.ToList();
            var sets = string.Join(", ", slices.Select(by => $"({string.Join(", ", by)})"));
            var where = page.Where("fiscal_year", "municipality", slices[0]);
            var text = _inOneScan
                ? $"select {Page.MaskOf(slices, slicer => slicer)}, {Engaged} from facts where true{where} group by grouping sets ({sets})"
                : $"select {Page.MaskOf(slices[0])}, {Engaged} from facts where true{where}{(slices[0].Length == 0 ? "" : " group by " + string.Join(", ", slices[0]))}";
            var byMask = slices.ToDictionary(Page.MaskOf, by => string.Join(',', by));
            Read(
                text,
                row =>
                {
                    var slice = byMask[Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture)];
                    var (count, sum) = (
                        Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture),
                        row.IsDBNull(2) ? 0 : decimal.Parse(row.GetValue(2).ToString()!, CultureInfo.InvariantCulture)
                    );
                    visuals[slice].Add(count);
                    if (slice.Length == 0)
                        (engagements, amount) = (count, sum);
                }
            );
        }

        Read(
            $"select cluster, {Engaged} from facts left join bridge using (referral_id) where true{page.Where("fiscal_year", "municipality", ["cluster"])} group by cluster",
            row => visuals["cluster"].Add(Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture))
        );
        var companies = 0L;
        Read(
            $"select count(distinct company_id) from facts where type <> 'information' and state <> 'preparing'{page.Where("fiscal_year", "municipality", [])}",
            row => companies = Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture)
        );
        return new PageAnswer(engagements, amount, companies, [.. Page.Slices.Skip(1).Select(by => Page.Shown(by, visuals[string.Join(',', by)]))]);
    }

    private void Read(string text, Action<DuckDBDataReader> take)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        using var row = (DuckDBDataReader)command.ExecuteReader();
        while (row.Read())
            take(row);
    }

    private static async Task TakeAsync(NpgsqlDataSource owner, DuckDBConnection duck, FilledStar star, string table, string file)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{star.Dataset}-{table}.csv");
        try
        {
            await using (var postgres = await owner.OpenConnectionAsync())
            {
                using var rows = await postgres.BeginTextExportAsync($"copy ({star.Statement(FilledStar.Resource(file))}) to stdout (format csv, header)");
                await using var lines = new StreamWriter(path, append: false, System.Text.Encoding.UTF8, 1 << 20);
                var buffer = new char[1 << 16];
                for (int read; (read = await rows.ReadAsync(buffer)) > 0; )
                    await lines.WriteAsync(buffer.AsMemory(0, read));
            }

            await using var command = duck.CreateCommand();
            command.CommandText =
                $"create table {table} as select * replace ({(table == "facts" ? "type::enum ('information', 'consultation', 'joint-research', 'commissioned-research', 'know-how') as type" : "cluster::integer as cluster")}) from read_csv('{path}')";
            await command.ExecuteNonQueryAsync();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
