using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Reads establishment counts by year, region and industry.</summary>
internal static class EstablishmentReader
{
    public static async Task<EstablishmentSheet> ReadAsync(
        NpgsqlConnection connection,
        DatasetState dataset,
        IReadOnlyCollection<EstablishmentGrain> grains,
        CancellationToken cancellation
    )
    {
        var cells = new Dictionary<EstablishmentCell, EstablishmentCount>();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var grain in grains)
        {
            batch.BatchCommands.Add(Command(grain, dataset));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var grain in grains)
        {
            while (await reader.ReadAsync(cancellation))
            {
                cells[new(grain, reader.GetInt32(0), reader.GetString(1), reader.GetString(2))] = new(reader.GetInt64(3), reader.GetBoolean(4));
            }

            await reader.NextResultAsync(cancellation);
        }

        return new EstablishmentSheet(cells);
    }

    /// <summary>The statement that reads all counts of one grain.</summary>
    public static NpgsqlBatchCommand Command(EstablishmentGrain grain, DatasetState dataset)
    {
        var command = new NpgsqlBatchCommand(Text(grain, dataset));
        dataset.Bind(command.Parameters);
        command.Parameters.Add(new NpgsqlParameter<int>("first_month", dataset.Calendar.StartMonth));
        return command;
    }

    private static string Text(EstablishmentGrain grain, DatasetState dataset) =>
        FactStatement.Fill(
            "Model/Postgres/Statements/establishments.sql",
            ("region", grain.RegionColumn.Length == 0 ? "''" : $"r.{grain.RegionColumn}"),
            ("industry", grain.IndustryColumn.Length == 0 ? "''" : $"i.{grain.IndustryColumn}"),
            ("version", dataset.VersionCondition("f")),
            (
                "whole_industry",
                grain.IndustryColumn switch
                {
                    "group_code" => "true",
                    "division_code" =>
                        "(bool_and(k.is_division) or (k.counted_year, k.industry) not in (select counted_year, division_code from divisions_in_part))",
                    // No economic census covers public service (S) or the unclassifiable (T).
                    _ =>
                        "not exists (select from divisions_in_part p where p.counted_year = k.counted_year and p.division_code not in ('S', 'T') and p.division_code <> all(coalesce(array_agg(k.division_code) filter (where k.is_division), '{}')))",
                }
            )
        );
}
