using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;

namespace Analytics.Etl.Commands;

/// <summary>The newest publication, its datasets, files that were read under older rules, and the last batches.</summary>
public sealed class StatusCommand : CliCommand
{
    private const string Query = """
        select jsonb_build_object(
            'publication', (select max(publication) from audit.publications),
            'publishedAt', (select max(published_at) from audit.publications),
            'datasets', coalesce((select jsonb_agg(jsonb_build_object('dataset', dataset_code, 'dataThrough', data_through, 'used', rows_used, 'rejected', rows_rejected, 'waiting', rows_waiting) order by dataset_code)
                                  from audit.publication_datasets where publication = (select max(publication) from audit.publications)), '[]'),
            'held', coalesce((select jsonb_agg(jsonb_build_object('batch', batch_id, 'file', file_name, 'dataset', dataset_code) || held order by batch_id) from audit.batches where state = 'held'), '[]'),
            'stuck', coalesce((select jsonb_agg(jsonb_build_object('dataset', dataset_code, 'since', since, 'reason', jsonb_build_object('ja', reason_ja, 'en', reason_en)) order by dataset_code) from audit.stuck_datasets), '[]'),
            'batches', coalesce((select jsonb_agg(jsonb_build_object('batch', batch_id, 'file', file_name, 'source', source, 'dataset', dataset_code, 'owner', owner_code, 'state', state,
                                     'read', rows_read, 'loaded', rows_loaded, 'new', rows_new, 'revised', rows_revised, 'unchanged', rows_unchanged, 'rejected', rows_rejected,
                                     'rejectedNow', rejected_now, 'waiting', waiting, 'receivedAt', received_at, 'publication', published_in, 'refusal', refusal, 'held', held) order by batch_id desc)
                                 from (select * from audit.batches order by batch_id desc limit 20) b
                                 cross join lateral (select count(distinct (sheet, line)) filter (where kind = 'rejected') as rejected_now, count(distinct (sheet, line)) filter (where kind = 'waiting') as waiting
                                                     from audit.findings f where f.batch_id = b.batch_id and f.published_to = 2147483647 and f.published_from is not null) f), '[]'))::text
        """;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<bool> _json = new("--json") { Description = new Bilingual("JSON で出力します", "Prints JSON").ForTerminal() };

    public StatusCommand()
        : base("status", "公開版・データセット・最近のバッチを表示します。", "Shows the publication, datasets and latest batches.") => Add(_json);

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await using var command = warehouse.Reader.CreateCommand(Query);
        var json = (string)(await command.ExecuteScalarAsync(cancellation))!;
        var older = await new AuditLog(ScopedReader.OfAll(warehouse.Reader)).OlderReadingsAsync(cancellation: cancellation);
        var declarations = await OlderDeclarationsAsync(warehouse, SourceCatalog.Load(Path.Combine(warehouse.Folder.Model, "Sources")), cancellation);
        if (given.GetValue(_json))
        {
            var told = JsonNode.Parse(json)!.AsObject();
            told["readUnderOlderRules"] = older;
            told["readUnderOlderDeclarations"] = new JsonObject(declarations.Select(one => KeyValuePair.Create(one.Source, (JsonNode?)one.Files)));
            terminal.Output.WriteLine(told.ToJsonString(Readable));
            return ExitCode.Done;
        }

        using var status = JsonDocument.Parse(json);
        var root = status.RootElement;
        if (root.GetProperty("publication").ValueKind == JsonValueKind.Null)
        {
            terminal.Line("まだ何も公開されていません。", "Nothing is published yet.");
            return ExitCode.Done;
        }

        terminal.Line(
            "公開版 {0}（{1}）",
            "Publication {0} ({1} JST)",
            root.GetProperty("publication"),
            JapanTime.Text(root.GetProperty("publishedAt").GetDateTimeOffset())
        );
        foreach (var dataset in root.GetProperty("datasets").EnumerateArray())
        {
            var (name, through) = (dataset.GetProperty("dataset").GetString(), dataset.GetProperty("dataThrough").GetString() ?? "—");
            terminal.Line(
                "  {0}: {1} まで、使用 {2} 件、却下 {3} 行、紹介待ち {4} 件",
                "  {0}: through {1}, {2} {2|record|records} used, {3} {3|row|rows} rejected, {4} waiting",
                name,
                through,
                dataset.GetProperty("used"),
                dataset.GetProperty("rejected"),
                dataset.GetProperty("waiting")
            );
        }

        if (older > 0)
        {
            terminal.Line(
                "  以前の規則で読み込んだファイルが{0}件あります。もう一度読み込むまで、その値は以前の規則のままです。",
                "  {0} {0|file was read under older rules: its values stay as they are until it is|files were read under older rules: their values stay as they are until they are} read again.",
                older
            );
        }

        foreach (var held in root.GetProperty("held").EnumerateArray())
        {
            var (ja, en) = Told(held);
            terminal.Line(
                $"  保留: #{held.GetProperty("batch")} {held.GetProperty("file").GetString()} {ja}",
                $"  held: #{held.GetProperty("batch")} {held.GetProperty("file").GetString()} {en}"
            );
        }

        foreach (var stuck in root.GetProperty("stuck").EnumerateArray())
        {
            var reason = stuck.GetProperty("reason");
            terminal.Line(
                $"  公開できないデータセット: {stuck.GetProperty("dataset").GetString()} {reason.GetProperty("ja").GetString()}",
                $"  not published: {stuck.GetProperty("dataset").GetString()} {reason.GetProperty("en").GetString()}"
            );
        }

        Tell(terminal, declarations);
        foreach (var batch in root.GetProperty("batches").EnumerateArray())
        {
            var told = batch.GetProperty("new").ValueKind != JsonValueKind.Null;
            var ja = told ? $"（新規 {batch.GetProperty("new")}、変更 {batch.GetProperty("revised")}、同じ {batch.GetProperty("unchanged")}）" : "";
            var en = told ? $" ({batch.GetProperty("new")} new, {batch.GetProperty("revised")} revised, {batch.GetProperty("unchanged")} unchanged)" : "";
            terminal.Line(
                $"  #{batch.GetProperty("batch")} {batch.GetProperty("file").GetString()} [{batch.GetProperty("state").GetString()}] 読込 {batch.GetProperty("loaded")}{ja}、却下 {batch.GetProperty("rejected")}（今 {batch.GetProperty("rejectedNow")}）、紹介待ち {batch.GetProperty("waiting")}",
                $"  #{batch.GetProperty("batch")} {batch.GetProperty("file").GetString()} [{batch.GetProperty("state").GetString()}] {batch.GetProperty("loaded")} loaded{en}, {batch.GetProperty("rejected")} rejected ({batch.GetProperty("rejectedNow")} now), {batch.GetProperty("waiting")} waiting"
            );
        }

        return ExitCode.Done;
    }

    /// <summary>Why a batch is held, with the first row at fault.</summary>
    private static (string Ja, string En) Told(JsonElement held)
    {
        var reason = held.GetProperty("reason");
        var rows = held.GetProperty("rows");
        var line = rows.GetArrayLength() > 0 ? rows[0].GetProperty("line").GetInt32() : (int?)null;
        return (
            $"{reason.GetProperty("ja").GetString()}{(line is null ? "" : $"（{line} 行）")}",
            $"{reason.GetProperty("en").GetString()}{(line is null ? "" : $" (line {line})")}"
        );
    }
}
