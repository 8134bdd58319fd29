using Analytics.Etl.Extract;
using Analytics.Etl.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Etl.Load;

/// <summary>What loading found wrong with a row of a batch: <c>rejected</c> or <c>warning</c>.</summary>
sealed record BatchFinding(string Kind, string? Sheet, int Line, string? Column, string? Value, string Rule, Bilingual Reason, Bilingual Mend)
{
    static readonly Bilingual Nothing = new("", "");

    /// <summary>Whose number <see cref="Key"/> is.</summary>
    public string? Owner { get; init; }

    /// <summary>What identifies the row (<see cref="RowKey"/>); null where it could not be read, and for a finding of the whole file.</summary>
    public IReadOnlyList<string?>? Key { get; init; }

    public static BatchFinding Of(RowReject reject) => new("rejected", reject.Sheet, reject.Line, reject.Column, reject.Value, reject.Rule, reject.Reason, reject.Mend);

    public static BatchFinding Of(RowWarning warning) => new("warning", warning.Sheet, warning.Line, warning.Column, warning.Value, warning.Rule, warning.Reason, Nothing);

    /// <summary>Once a file: its numbers have no owner.</summary>
    public static BatchFinding OwnerUnstated(Source source)
    {
        var header = source.Columns.First(column => column.Name == source.Owner).Header;
        return new("warning", null, 1, header, null, LoadRules.OwnerUnstated.Code, LoadRules.OwnerUnstated.Reason.With(header), LoadRules.OwnerUnstated.Mend);
    }

    public static async Task WriteAsync(NpgsqlConnection connection, int batchId, string dataset, IReadOnlyList<BatchFinding> findings, CancellationToken cancellation)
    {
        if (findings.Count == 0)
            return;
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, owner_code, row_key) from stdin (format binary)", cancellation);
        foreach (var finding in findings)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var text in new[] { finding.Kind, "load", dataset })
                await copy.WriteAsync(text, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(batchId, NpgsqlDbType.Integer, cancellation);
            await WriteAsync(copy, finding.Sheet, cancellation);
            await copy.WriteAsync(finding.Line, NpgsqlDbType.Integer, cancellation);
            foreach (var text in new[] { finding.Column, finding.Value, finding.Rule, finding.Reason.Ja, finding.Reason.En, finding.Mend.Ja, finding.Mend.En, finding.Owner })
                await WriteAsync(copy, text, cancellation);
            if (finding.Key is null)
                await copy.WriteNullAsync(cancellation);
            else
                await copy.WriteAsync(finding.Key.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    static Task WriteAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellation) =>
        text is null ? copy.WriteNullAsync(cancellation) : copy.WriteAsync(text.Replace("\0", "", StringComparison.Ordinal), NpgsqlDbType.Text, cancellation);
}
