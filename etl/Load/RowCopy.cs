using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Profiling;
using Analytics.Etl.Publish;
using Analytics.Etl.Staging;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>
/// Streams the good rows of a file into the warehouse by binary COPY; the others become findings. Where these fill a piece, one COPY ends, they are
/// written, and the next goes on.
/// </summary>
static class RowCopy
{
    /// <summary>How long the server may take to accept what is sent: somebody who holds the table that long has forgotten it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What was written.</summary>
    public readonly record struct Copied(int Rows, bool UsedUnstatedOwner);

    /// <exception cref="FileRefusedException">The database cannot take a value; the transaction is of no use any more.</exception>
    public static Copied Write(
        NpgsqlConnection connection,
        ExtractedFile file,
        RowTarget target,
        int batchId,
        string owner,
        BatchFindings findings,
        BatchProfile profile,
        CancellationToken cancellation
    )
    {
        var source = file.Source;
        var columns = target.Columns.ToArray();
        var ownerIndex = source.Owner is null ? -1 : source.IndexOf(source.Owner);
        var isOwnerRequired = source.Columns.Any(column => column.Name == source.Owner && column.Required);
        int ordinal = 0,
            rows = 0;
        var (unstated, isMore) = (false, true);
        using var from = file.Rows().GetEnumerator();
        while (isMore)
        {
            CopySome();
            findings.Write();
        }

        return new(rows, unstated);

        void CopySome()
        {
            var before = rows;
            using var copy = connection.BeginBinaryImport(target.CopyStatement);
            copy.Timeout = Patience;
            while (!findings.IsFull && (isMore = from.MoveNext()))
            {
                cancellation.ThrowIfCancellationRequested();
                Copy(copy, from.Current);
            }

            try
            {
                copy.Complete();
            }
            catch (PostgresException error) when (DataFault.Is(error))
            {
                throw LoadRules.RefusedByDatabase(
                    error,
                    DataFault.CopiedRow(error) is { } row ? file.Rows().Where(read => !read.IsRejected).ElementAtOrDefault(before + row - 1) : null
                );
            }
        }

        void Copy(NpgsqlBinaryImporter copy, ExtractedRow row)
        {
            ordinal++;
            var rowOwner = ownerIndex < 0 ? BatchRecord.NoOwner : row.Values[ownerIndex] as string ?? owner;
            if (row.IsRejected)
            {
                var key = isOwnerRequired && rowOwner == BatchRecord.UnstatedOwner ? null : RowKey.Of(row);
                foreach (var reject in row.Rejects)
                    findings.Add(BatchFinding.Of(reject) with { Owner = key is null ? null : rowOwner, Key = key });
                return;
            }

            foreach (var warning in row.Warnings)
                findings.Add(BatchFinding.Of(warning));
            unstated |= rowOwner == BatchRecord.UnstatedOwner;
            copy.StartRow();
            copy.Write(batchId, NpgsqlDbType.Integer);
            copy.Write(ordinal, NpgsqlDbType.Integer);
            Write(copy, row.Sheet, NpgsqlDbType.Text);
            copy.Write(row.Line, NpgsqlDbType.Integer);
            copy.Write(rowOwner, NpgsqlDbType.Text);
            foreach (var column in columns)
                Write(copy, column.Value(row), column.Type);
            Write(copy, row.Unknown.Count == 0 ? null : row.Unknown.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            Write(copy, target.Extra(row), NpgsqlDbType.Jsonb);
            profile.Add(row);
            rows++;
        }
    }

    static void Write(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type)
    {
        switch (value)
        {
            case null:
                copy.WriteNull();
                break;
            case string text:
                copy.Write(RowTarget.Clean(text), type);
                break;
            case short number:
                copy.Write(number, type);
                break;
            case int number:
                copy.Write(number, type);
                break;
            case long number:
                copy.Write(number, type);
                break;
            case decimal number:
                copy.Write(number, type);
                break;
            case bool flag:
                copy.Write(flag, type);
                break;
            case DateOnly day:
                copy.Write(day, type);
                break;
            case string[] texts:
                copy.Write(texts, type);
                break;
            default:
                throw new InvalidOperationException($"A field of type {value.GetType().Name} cannot be copied.");
        }
    }
}
