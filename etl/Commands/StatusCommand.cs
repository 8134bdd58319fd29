using System.CommandLine;
using System.Text.Json;

namespace Analytics.Etl.Commands;

/// <summary>The newest publication, its datasets, and the last batches.</summary>
public sealed class StatusCommand : CliCommand
{
    private const string Query = """
        select jsonb_build_object(
            'publication', (select max(publication) from audit.publications),
            'publishedAt', (select max(published_at) from audit.publications),
            'datasets', coalesce((select jsonb_agg(jsonb_build_object('dataset', dataset_code, 'dataThrough', data_through, 'used', rows_used, 'rejected', rows_rejected, 'waiting', rows_waiting) order by dataset_code)
                                  from audit.publication_datasets where publication = (select max(publication) from audit.publications)), '[]'),
            'batches', coalesce((select jsonb_agg(jsonb_build_object('batch', batch_id, 'file', file_name, 'source', source, 'dataset', dataset_code, 'owner', owner_code, 'state', state,
                                     'read', rows_read, 'loaded', rows_loaded, 'rejected', rows_rejected, 'receivedAt', received_at, 'publication', published_in, 'refusal', refusal) order by batch_id desc)
                                 from (select * from audit.batches order by batch_id desc limit 20) b), '[]'))::text
        """;

    private readonly Option<bool> _json = new("--json") { Description = new Bilingual("JSON で出力します", "Prints JSON").ForTerminal() };

    public StatusCommand() : base("status", "公開版・データセット・最近のバッチを表示します。", "Shows the publication, datasets and latest batches.") => Add(_json);

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await using var command = warehouse.Reader.CreateCommand(Query);
        var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
        if (given.GetValue(_json))
        {
            terminal.Output.WriteLine(json);
            return ExitCode.Done;
        }

        using var status = JsonDocument.Parse(json);
        var root = status.RootElement;
        if (root.GetProperty("publication").ValueKind == JsonValueKind.Null)
        {
            terminal.Line("まだ何も公開されていません。", "Nothing is published yet.");
            return ExitCode.Done;
        }

        terminal.Line($"公開版 {root.GetProperty("publication")} ({root.GetProperty("publishedAt").GetString()})", $"Publication {root.GetProperty("publication")} ({root.GetProperty("publishedAt").GetString()})");
        foreach (var dataset in root.GetProperty("datasets").EnumerateArray())
        {
            var (name, through) = (dataset.GetProperty("dataset").GetString(), dataset.GetProperty("dataThrough").GetString() ?? "—");
            terminal.Line($"  {name}: {through} まで、使用 {dataset.GetProperty("used")} 行、却下 {dataset.GetProperty("rejected")} 行、紹介待ち {dataset.GetProperty("waiting")} 行",
                $"  {name}: through {through}, {dataset.GetProperty("used")} rows used, {dataset.GetProperty("rejected")} rejected, {dataset.GetProperty("waiting")} waiting");
        }

        foreach (var batch in root.GetProperty("batches").EnumerateArray())
        {
            terminal.Line($"  #{batch.GetProperty("batch")} {batch.GetProperty("file").GetString()} [{batch.GetProperty("state").GetString()}] 読込 {batch.GetProperty("loaded")}、却下 {batch.GetProperty("rejected")}",
                $"  #{batch.GetProperty("batch")} {batch.GetProperty("file").GetString()} [{batch.GetProperty("state").GetString()}] {batch.GetProperty("loaded")} loaded, {batch.GetProperty("rejected")} rejected");
        }

        return ExitCode.Done;
    }
}
