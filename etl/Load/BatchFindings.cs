using Analytics.Etl.Staging;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>
/// What loading finds wrong with the rows of a batch, written to <c>audit.findings</c> piece by piece: memory holds one piece, however much there is
/// to find. The batch must be written down already.
/// Not thread-safe.
/// </summary>
sealed class BatchFindings(NpgsqlConnection connection, int batchId, string dataset)
{
    /// <summary>Characters of a piece, and those that a finding counts for beside its own texts.</summary>
    const int Piece = 1 << 20,
        Least = 200;

    readonly List<BatchFinding> _waiting = [];
    int _size;

    /// <summary>Warnings so far.</summary>
    public int Warnings { get; private set; }

    /// <summary>A piece is there, and <see cref="Write()"/> is called before more is added.</summary>
    public bool IsFull => _size >= Piece;

    public void Add(BatchFinding finding)
    {
        _waiting.Add(finding);
        _size += Least + (finding.Value?.Length ?? 0) + finding.Reason.Ja.Length + finding.Reason.En.Length;
        Warnings += finding.Kind == "warning" ? 1 : 0;
    }

    /// <summary>Writes what was added since the last time, in that order. The connection must not be within another COPY.</summary>
    public void Write()
    {
        if (_waiting.Count == 0)
            return;
        using (
            var copy = connection.BeginBinaryImport(
                "copy audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, owner_code, row_key) from stdin (format binary)"
            )
        )
        {
            foreach (var finding in _waiting)
                Write(copy, finding);
            copy.Complete();
        }

        _waiting.Clear();
        _size = 0;
    }

    void Write(NpgsqlBinaryImporter copy, BatchFinding finding)
    {
        copy.StartRow();
        foreach (var text in new[] { finding.Kind, "load", dataset })
            Write(copy, text);
        copy.Write(batchId, NpgsqlDbType.Integer);
        Write(copy, finding.Sheet);
        copy.Write(finding.Line, NpgsqlDbType.Integer);
        foreach (
            var text in new[]
            {
                finding.Column,
                finding.Value,
                finding.Rule,
                finding.Reason.Ja,
                finding.Reason.En,
                finding.Mend.Ja,
                finding.Mend.En,
                finding.Owner,
            }
        )
            Write(copy, text);
        if (finding.Key is null)
            copy.WriteNull();
        else
            copy.Write(finding.Key.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    static void Write(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null)
            copy.WriteNull();
        else
            copy.Write(RowTarget.Clean(text), NpgsqlDbType.Text);
    }
}
