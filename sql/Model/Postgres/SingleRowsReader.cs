using System.Text.Json;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Reads the rows behind a figure, as returned by <see cref="FactStatement.OfSingleRows"/>.</summary>
internal static class SingleRowsReader
{
    public static async Task<SingleRows> ReadAsync(
        NpgsqlDataReader reader,
        MeasureDeclaration measure,
        DatasetState dataset,
        Result result,
        int page,
        int size,
        CancellationToken cancellation
    )
    {
        var isMoney = measure.Value?.Kind == FactColumnKind.Money;
        await reader.ReadAsync(cancellation);
        var (total, distinct, inPart) = (reader.GetInt64(0), reader.GetInt64(2), reader.GetInt64(3));
        decimal? sum = reader.IsDBNull(1) ? null : Units(reader.GetDecimal(1));
        var last = (int)Math.Max(1, (total + size - 1) / size);
        if (page > last)
        {
            throw new QueryException(QueryFault.NoSuchPage(page, last));
        }

        await reader.NextResultAsync(cancellation);
        var rows = new List<SingleRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var key = reader.GetInt32(2);
            var isOfYear = reader.GetString(3) == "year";
            rows.Add(
                new SingleRow(
                    reader.GetString(0),
                    reader.GetString(1),
                    isOfYear ? null : new DateOnly(key / 10000, key / 100 % 100, key % 100),
                    key / 10000,
                    Text(4),
                    measure.Kind is not (MeasureKind.Sum or MeasureKind.Quantile) || reader.IsDBNull(5) ? null : Units(reader.GetInt64(5)),
                    measure.Kind == MeasureKind.Ratio ? reader.GetBoolean(6) : null,
                    reader.GetInt32(7),
                    reader.GetString(8),
                    Text(9),
                    reader.GetInt32(10),
                    Text(11) is { } origins ? JsonSerializer.Deserialize<RowOrigin[]>(origins, JsonSerializerOptions.Web)! : []
                )
            );
        }

        return new SingleRows
        {
            Result = result,
            Page = page,
            Size = size,
            Total = total,
            Sum = measure.Kind == MeasureKind.Sum ? sum : null,
            Distinct = measure.Kind == MeasureKind.Distinct ? distinct : null,
            InPart = measure.Kind == MeasureKind.Ratio ? inPart : null,
            Rows = rows,
        };

        decimal Units(decimal value) => isMoney ? dataset.MajorUnits(value) : value;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
