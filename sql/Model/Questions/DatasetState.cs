using System.Text.Json;
using Analytics.Sql.Model.Declarations;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Sql.Model.Questions;

/// <summary>A dataset as of one publication; every statement of a question is bound to it.</summary>
public sealed record DatasetState
{
    public required short Key { get; init; }
    public required string Code { get; init; }
    public required Bilingual Label { get; init; }
    public required Bilingual? Source { get; init; }
    public required string Currency { get; init; }
    public required bool IsSynthetic { get; init; }
    public required FiscalCalendar Calendar { get; init; }
    public required int Publication { get; init; }
    public required int NewestPublication { get; init; }
    public required DateTimeOffset? AsOf { get; init; }
    public required DateOnly? DataThrough { get; init; }
    public required DateOnly? FirstDate { get; init; }
    public required RowCounts Counts { get; init; }
    public required IReadOnlyDictionary<string, long> RowCountsByFact { get; init; }

    /// <summary>Hash of each measure's declaration at the time of publication.</summary>
    public required IReadOnlyDictionary<string, string> Definitions { get; init; }

    /// <summary>The slicers and states that its facts have data for; read once per publication by the engine.</summary>
    public KnownSlicers Known { get; init; } = KnownSlicers.Nothing;

    /// <summary>Read on a hot standby, which may not have the newest publication yet.</summary>
    public bool IsOnStandby { get; init; }

    /// <summary>The server is Citus, whose facts may be spread over several machines.</summary>
    public bool IsDistributed { get; init; }

    public bool IsNewest => Publication == NewestPublication;

    /// <summary>The last day that counts, as a date key; 0 for an empty dataset.</summary>
    public int ThroughKey => DataThrough is { } day ? FiscalCalendar.DateKey(day) : 0;

    public bool Has(Fact fact) => Has(fact.TableName);

    /// <summary>True if every fact that the measure uses has rows.</summary>
    public bool Has(MeasureDeclaration measure) => measure.Tables.All(Has);

    public bool HasTargets => Has("fct_targets");

    private bool Has(string table) => RowCountsByFact.GetValueOrDefault(table) > 0;

    /// <inheritdoc cref="Sql.Currency.Major" />
    public decimal MajorUnits(decimal minor) => Sql.Currency.Of(Currency).Major(minor);

    /// <summary>
    /// Selects the rows of this publication from the versioned table <paramref name="alias"/>. The latest publication is written as the constant that
    /// the partial indexes use.
    /// </summary>
    internal string VersionCondition(string alias) =>
        IsNewest ? $"{alias}.published_to = 2147483647" : $"{alias}.published_from <= @publication and {alias}.published_to > @publication";

    internal void Bind(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<short>("dataset", Key));
        if (!IsNewest)
        {
            parameters.Add(new NpgsqlParameter<int>("publication", Publication));
        }
    }

    /// <summary>The dataset with this code (null: all) as of one publication (null: the latest).</summary>
    internal static async Task<IReadOnlyList<DatasetState>> ReadAsync(
        NpgsqlConnection connection,
        string? code,
        int? publication,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(EmbeddedText.Read("Model/Postgres/Statements/dataset.sql"), connection);
        command.Parameters.Add(new NpgsqlParameter("dataset", NpgsqlDbType.Text) { Value = (object?)code ?? DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("publication", NpgsqlDbType.Integer) { Value = (object?)publication ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var datasets = new List<DatasetState>();
        while (await row.ReadAsync(cancellation))
        {
            datasets.Add(
                new DatasetState
                {
                    Key = row.GetInt16(0),
                    Code = row.GetString(1),
                    Label = new(row.GetString(2), row.GetString(3)),
                    Currency = row.GetString(4),
                    Calendar = new FiscalCalendar(row.GetInt32(5)),
                    IsSynthetic = row.GetBoolean(6),
                    Source = row.IsDBNull(7) || row.IsDBNull(8) ? null : new(row.GetString(7), row.GetString(8)),
                    Publication = row.GetInt32(9),
                    NewestPublication = row.GetInt32(10),
                    AsOf = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
                    DataThrough = row.IsDBNull(12) ? null : row.GetFieldValue<DateOnly>(12),
                    FirstDate = row.IsDBNull(13) ? null : row.GetFieldValue<DateOnly>(13),
                    Counts = new(row.GetInt32(14), row.GetInt32(15), row.GetInt32(16)),
                    RowCountsByFact = JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(17))!,
                    Definitions = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(18))!,
                    IsOnStandby = row.GetBoolean(19),
                    IsDistributed = row.GetBoolean(20),
                }
            );
        }

        return datasets;
    }
}
