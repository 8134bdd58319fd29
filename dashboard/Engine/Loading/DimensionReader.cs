using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>Reads the dimensions in full: they are small, and a publication may change any label.</summary>
internal static class DimensionReader
{
    public static async Task<IReadOnlyDictionary<Dimension, DimensionTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var tables = new Dictionary<Dimension, DimensionTable>();
        foreach (var dimension in Dimension.All)
        {
            string[] texts = [.. dimension.CodeColumns.Concat(dimension.LabelColumns).Distinct()];
            var columns = texts.Select(c => $"{c}::text").Concat(dimension.SortColumns.Select(c => $"{c}::bigint"));
            await using var command = new NpgsqlCommand(
                $"select {dimension.Name}_key, {string.Join(", ", columns)} from mart.dim_{dimension.Name} order by 1",
                connection
            );
            await using var row = await command.ExecuteReaderAsync(cancellation);
            var keys = new List<int>();
            var (read, sorts) = (texts.Select(_ => new List<string?>()).ToArray(), dimension.SortColumns.Select(_ => new List<long>()).ToArray());
            while (await row.ReadAsync(cancellation))
            {
                keys.Add(row.GetInt32(0));
                for (var column = 0; column < texts.Length; column++)
                {
                    // Labels repeat across rows: intern them.
                    read[column].Add(row.IsDBNull(1 + column) ? null : string.Intern(row.GetString(1 + column)));
                }

                for (var column = 0; column < sorts.Length; column++)
                {
                    sorts[column].Add(row.GetInt64(1 + texts.Length + column));
                }
            }

            tables[dimension] = new DimensionTable(
                dimension,
                [.. keys],
                texts.Zip(read).ToDictionary(t => t.First, t => t.Second.ToArray()),
                dimension.SortColumns.Zip(sorts).ToDictionary(s => s.First, s => s.Second.ToArray())
            );
        }

        return tables;
    }
}
