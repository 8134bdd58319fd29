using System.Text.Json;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Profiling;
using Analytics.Etl.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>Streams the good rows of a file into <c>raw</c> by binary COPY; the others become findings.</summary>
static class RawCopy
{
    /// <summary>How long the server may take to accept what is sent: somebody who holds the table that long has forgotten it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What was written.</summary>
    public readonly record struct Copied(int Rows, bool UsedUnstatedOwner);

    public static Copied Write(
        NpgsqlConnection connection, ExtractedFile file, int batchId, string owner, List<BatchFinding> findings, BatchProfile profile, CancellationToken cancellation)
    {
        var source = file.Source;
        var types = source.Fields.Select(field => DbType(field.Type)).ToArray();
        var ownerIndex = source.Owner is null ? -1 : source.IndexOf(source.Owner);
        var isOwnerRequired = source.Columns.Any(column => column.Name == source.Owner && column.Required);
        int ordinal = 0, rows = 0;
        var unstated = false;
        using var copy = connection.BeginBinaryImport(RawTables.CopyStatement(source));
        copy.Timeout = Patience;
        foreach (var row in file.Rows())
        {
            cancellation.ThrowIfCancellationRequested();
            ordinal++;
            var rowOwner = ownerIndex < 0 ? BatchRecord.NoOwner : row.Values[ownerIndex] as string ?? owner;
            if (row.IsRejected)
            {
                var key = isOwnerRequired && rowOwner == BatchRecord.UnstatedOwner ? null : RowKey.Of(row);
                findings.AddRange(row.Rejects.Select(reject => BatchFinding.Of(reject) with { Owner = key is null ? null : rowOwner, Key = key }));
                continue;
            }

            findings.AddRange(row.Warnings.Select(BatchFinding.Of));
            unstated |= rowOwner == BatchRecord.UnstatedOwner;
            copy.StartRow();
            copy.Write(batchId, NpgsqlDbType.Integer);
            copy.Write(ordinal, NpgsqlDbType.Integer);
            Write(copy, row.Sheet, NpgsqlDbType.Text);
            copy.Write(row.Line, NpgsqlDbType.Integer);
            copy.Write(rowOwner, NpgsqlDbType.Text);
            for (var i = 0; i < types.Length; i++)
                Write(copy, row.Values[i], types[i]);
            Write(copy, row.Unknown.Count == 0 ? null : row.Unknown.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            Write(copy, row.Extra.Count == 0 ? null : JsonSerializer.Serialize(row.Extra), NpgsqlDbType.Jsonb);
            profile.Add(row);
            rows++;
        }

        copy.Complete();
        return new(rows, unstated);
    }

    static void Write(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type)
    {
        switch (value)
        {
            case null: copy.WriteNull(); break;
            // U+0000 is text to a spreadsheet, but not to Postgres.
            case string text: copy.Write(text.Replace("\0", "", StringComparison.Ordinal), type); break;
            case int number: copy.Write(number, type); break;
            case long number: copy.Write(number, type); break;
            case decimal number: copy.Write(number, type); break;
            case bool flag: copy.Write(flag, type); break;
            case DateOnly day: copy.Write(day, type); break;
            case string[] texts: copy.Write(texts, type); break;
            default: throw new InvalidOperationException($"A field of type {value.GetType().Name} cannot be copied.");
        }
    }

    static NpgsqlDbType DbType(ColumnType type) => type switch
    {
        ColumnType.Date or ColumnType.Year => NpgsqlDbType.Date,
        ColumnType.Integer or ColumnType.Count => NpgsqlDbType.Integer,
        ColumnType.Decimal => NpgsqlDbType.Numeric,
        ColumnType.Money => NpgsqlDbType.Bigint,
        ColumnType.List => NpgsqlDbType.Array | NpgsqlDbType.Text,
        ColumnType.Flag => NpgsqlDbType.Boolean,
        _ => NpgsqlDbType.Text,
    };
}
