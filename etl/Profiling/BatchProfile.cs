using System.Globalization;
using Analytics.Etl.Load;
using Analytics.Etl.Sources;
using Microsoft.Data.Analysis;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Profiling;

/// <summary>One column of a batch: rows, nulls, distinct values, smallest and largest (invariant text; null where all are null, and of free text).</summary>
public sealed record ColumnProfile(string Column, long Rows, long Nulls, long Distinct, string? Smallest, string? Largest);

/// <summary>The profile of a batch, by Microsoft.Data.Analysis, column by column: only one is in memory at a time.</summary>
public static class BatchProfile
{
    /// <summary>The profile of one column.</summary>
    public static ColumnProfile Of(DataFrameColumn column)
    {
        var values = column.Cast<object?>().Where(value => value is not null).ToList();
        IComparer<object?> order = column is StringDataFrameColumn ? Comparer<object?>.Create((a, b) => string.CompareOrdinal((string?)a, (string?)b)) : Comparer<object?>.Default;
        var (smallest, largest) = (values.Min(order), values.Max(order));
        return new(column.Name, column.Length, column.NullCount, values.Distinct().LongCount(), Text(smallest), Text(largest));
    }

    /// <summary>Profiles what a batch brought into <c>raw</c> and records it.</summary>
    public static async Task RecordAsync(NpgsqlConnection connection, Source source, int batchId, CancellationToken cancellation)
    {
        var ordinal = 0;
        foreach (var field in source.Fields)
        {
            var profile = Spelled(Of(await ColumnAsync(connection, source, field, batchId, cancellation)), source.Columns.FirstOrDefault(column => column.Name == field.Name));
            // Free text has no order that tells anything, and may be confidential (技術ニーズ): its values are not held out.
            if (field.Type is ColumnType.Text)
                profile = profile with { Smallest = null, Largest = null };
            await using var insert = new NpgsqlCommand("""
                insert into audit.batch_profiles (batch_id, ordinal, column_name, row_count, null_count, distinct_count, smallest, largest, header)
                values (@batch, @ordinal, @column, @rows, @nulls, @distinct, @smallest, @largest, @header)
                """, connection);
            insert.Parameters.AddWithValue("batch", batchId);
            insert.Parameters.AddWithValue("ordinal", ++ordinal);
            insert.Parameters.AddWithValue("column", profile.Column);
            insert.Parameters.AddWithValue("rows", (int)profile.Rows);
            insert.Parameters.AddWithValue("nulls", (int)profile.Nulls);
            insert.Parameters.AddWithValue("distinct", (int)profile.Distinct);
            insert.Parameters.AddWithValue("smallest", NpgsqlDbType.Text, (object?)profile.Smallest ?? DBNull.Value);
            insert.Parameters.AddWithValue("largest", NpgsqlDbType.Text, (object?)profile.Largest ?? DBNull.Value);
            insert.Parameters.AddWithValue("header", NpgsqlDbType.Text, (object?)source.Columns.FirstOrDefault(column => column.Name == field.Name)?.Header ?? DBNull.Value);
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    // Codes stand in the warehouse, the ledger's own words in what people read.
    static ColumnProfile Spelled(ColumnProfile profile, SourceColumn? column)
    {
        return profile with { Smallest = Word(profile.Smallest), Largest = Word(profile.Largest) };

        string? Word(string? code) => column?.Choices.FirstOrDefault(choice => choice.Code == code)?.Spellings is [var usual, ..] ? usual : code;
    }

    static async Task<DataFrameColumn> ColumnAsync(NpgsqlConnection connection, Source source, Field field, int batchId, CancellationToken cancellation)
    {
        // A list and a flag are profiled as the text that people see.
        var type = field.Type is ColumnType.List or ColumnType.Flag ? ColumnType.Text : field.Type;
        var expression = field.Type is ColumnType.List ? $"array_to_string({field.Name}, '、')" : field.Type is ColumnType.Flag ? $"case when {field.Name} then '○' when not {field.Name} then '×' end" : field.Name;
        await using var command = new NpgsqlCommand($"select {expression} from {RawTables.Name(source)} where batch_id = @batch order by ordinal", connection);
        command.Parameters.AddWithValue("batch", batchId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return RawTables.SqlType(type) switch
        {
            "date" => Fill(new PrimitiveDataFrameColumn<DateTime>(field.Name), reader, r => r.GetDateTime(0)),
            "integer" => Fill(new PrimitiveDataFrameColumn<int>(field.Name), reader, r => r.GetInt32(0)),
            "bigint" => Fill(new PrimitiveDataFrameColumn<long>(field.Name), reader, r => r.GetInt64(0)),
            "numeric" => Fill(new PrimitiveDataFrameColumn<decimal>(field.Name), reader, r => r.GetDecimal(0)),
            _ => Fill(new StringDataFrameColumn(field.Name), reader),
        };
    }

    static PrimitiveDataFrameColumn<T> Fill<T>(PrimitiveDataFrameColumn<T> column, NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read) where T : unmanaged
    {
        while (reader.Read())
            column.Append(reader.IsDBNull(0) ? null : read(reader));
        return column;
    }

    static StringDataFrameColumn Fill(StringDataFrameColumn column, NpgsqlDataReader reader)
    {
        while (reader.Read())
            column.Append(reader.IsDBNull(0) ? null : reader.GetString(0));
        return column;
    }

    static string? Text(object? value) => value switch
    {
        null => null,
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
