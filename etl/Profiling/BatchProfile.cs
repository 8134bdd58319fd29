using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;
using Microsoft.Data.Analysis;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Profiling;

/// <summary>The profile of a batch, made while its rows are loaded; memory does not grow with them. Not thread-safe.</summary>
public sealed class BatchProfile : IDisposable
{
    readonly Lazy<Stream> _disk;
    readonly ColumnProfiler[] _columns;

    /// <param name="disk">A place on disk for what memory does not hold; disposed with the profile.</param>
    public BatchProfile(Source source, Func<Stream> disk)
    {
        _disk = new(disk);
        _columns = [.. source.Fields.Select(field => new ColumnProfiler(field, source.Columns.FirstOrDefault(column => column.Name == field.Name), _disk))];
    }

    /// <summary>The profile of one column.</summary>
    public static ColumnProfile Of(DataFrameColumn column)
    {
        var (smallest, largest) = ColumnProfiler.Extremes(column);
        var distinct = column.Cast<object?>().Where(value => value is not null).Distinct().LongCount();
        return new(column.Name, column.Length, column.NullCount, distinct, ColumnProfiler.Text(smallest), ColumnProfiler.Text(largest));
    }

    /// <summary>One more row, which is loaded.</summary>
    public void Add(ExtractedRow row)
    {
        for (var i = 0; i < _columns.Length; i++)
            _columns[i].Add(row.Values[i]);
    }

    /// <summary>Records the profile of all rows so far.</summary>
    public async Task RecordAsync(NpgsqlConnection connection, int batchId, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy audit.batch_profiles (batch_id, ordinal, column_name, row_count, null_count, distinct_count, smallest, largest, header)
            from stdin (format binary)
            """,
            cancellation
        );
        foreach (var (place, column) in _columns.Index())
        {
            var profile = column.Finish();
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(batchId, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(place + 1, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(profile.Column, NpgsqlDbType.Text, cancellation);
            foreach (var count in new[] { profile.Rows, profile.Nulls, profile.Distinct })
                await copy.WriteAsync((int)count, NpgsqlDbType.Integer, cancellation);
            foreach (var text in new[] { profile.Smallest, profile.Largest, column.Header })
            {
                if (text is null)
                    await copy.WriteNullAsync(cancellation);
                else
                    await copy.WriteAsync(text.Replace("\0", "", StringComparison.Ordinal), NpgsqlDbType.Text, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
    }

    public void Dispose()
    {
        if (_disk.IsValueCreated)
            _disk.Value.Dispose();
    }
}
