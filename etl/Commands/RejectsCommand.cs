using System.CommandLine;
using System.Globalization;
using System.Text;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Npgsql;

namespace Analytics.Etl.Commands;

/// <summary>Rejected and waiting rows: file, line, column, value, rule and mend; as text or as CSV. Or all findings, counted by rule and column.</summary>
public sealed class RejectsCommand : CliCommand
{
    private static readonly string[] Header = ["batch", "file", "sheet", "line", "kind", "column", "value", "rule", "reason", "mend"];

    private readonly Option<int?> _batch = new("--batch")
    {
        HelpName = "ID",
        Description = new Bilingual("このバッチだけ", "Of this batch only").ForTerminal(),
    };

    private readonly Option<string> _format = new("--format")
    {
        HelpName = "text|csv",
        Description = new Bilingual("text か csv", "text or csv").ForTerminal(),
        DefaultValueFactory = _ => "text",
    };

    private readonly Option<string> _layout = new("--layout")
    {
        HelpName = "list|groups|ledger",
        Description = new Bilingual(
            "groups は警告を含むすべての検出事項を規則と列ごとに数えます。ledger（csv）は台帳そのままの列で、直して読み込み直せます",
            "groups counts all findings, warnings too, by rule and column; ledger (csv) gives the ledger's own columns, to be mended and loaded again"
        ).ForTerminal(),
        DefaultValueFactory = _ => "list",
    };
    private readonly Option<string?> _dataset = new("--dataset")
    {
        HelpName = "NAME",
        Description = new Bilingual("--layout groups・ledger: このデータセット", "With --layout groups or ledger: of this dataset").ForTerminal(),
    };
    private readonly Option<string?> _source = new("--source")
    {
        HelpName = "NAME",
        Description = new Bilingual("--layout ledger: この種類の台帳", "With --layout ledger: of this source").ForTerminal(),
    };

    public RejectsCommand()
        : base("rejects", "却下された行と直し方を表示します。", "Shows rejected rows and how to mend them.")
    {
        Add(_batch);
        Add(_format);
        Add(_layout);
        Add(_dataset);
        Add(_source);
        _format.AcceptOnlyFromAmong("text", "csv");
        _layout.AcceptOnlyFromAmong("list", "groups", "ledger");
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var (batch, dataset, source) = (given.GetValue(_batch), given.GetValue(_dataset), given.GetValue(_source));
        var asLedger = given.GetValue(_layout) == "ledger";
        if (asLedger && (given.GetValue(_format) != "csv" || (batch is null && (dataset is null || source is null))))
        {
            terminal.Note(
                new Bilingual(
                    "--layout ledger には --format csv と、--batch または --dataset と --source が必要です。",
                    "--layout ledger needs --format csv, and --batch or --dataset and --source."
                )
            );
            return ExitCode.Usage;
        }

        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        if (asLedger)
        {
            // The byte order mark tells a spreadsheet that it is UTF-8.
            await terminal.Output.WriteAsync(
                "\uFEFF"
                    + await new RejectedLedger(ScopedReader.OfAll(warehouse.Reader)).CsvAsync(
                        batch,
                        dataset,
                        source,
                        new Bilingual("ja", "en").ForTerminal(),
                        cancellation
                    )
            );
            return ExitCode.Done;
        }

        if (given.GetValue(_layout) == "groups")
        {
            await WriteGroupsAsync(
                await new AuditLog(ScopedReader.OfAll(warehouse.Reader)).FindingGroupsAsync(dataset: dataset, batch: batch, cancellation: cancellation),
                given.GetValue(_format) == "csv",
                terminal
            );
            return ExitCode.Done;
        }

        await using var command = warehouse.Reader.CreateCommand(
            """
            select f.batch_id, b.file_name, f.sheet, f.line, f.kind, f.column_name, f.value, f.rule, f.reason_ja, f.reason_en, f.mend_ja, f.mend_en
            from audit.findings f join audit.batches b using (batch_id)
            where f.kind in ('rejected', 'waiting') and f.published_to = 2147483647 and (@batch is null or f.batch_id = @batch)
            order by f.batch_id, f.sheet, f.line, f.finding_id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<int?>("batch", given.GetValue(_batch)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var isCsv = given.GetValue(_format) == "csv";
        if (isCsv)
        {
            terminal.Output.WriteLine(string.Join(',', Header));
        }

        while (await reader.ReadAsync(cancellation))
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture);
            var reason = new Bilingual(Text(8)!, Text(9)!).ForTerminal();
            var mend = new Bilingual(Text(10)!, Text(11)!).ForTerminal();
            if (isCsv)
            {
                var line = new StringBuilder();
                CsvText.Line(
                    line,
                    new[] { Text(0), Text(1), Text(2), Text(3), Text(4), Text(5), Text(6), Text(7), reason, mend }.Select(cell => CsvText.Harmless(cell ?? ""))
                );
                await terminal.Output.WriteAsync(line, cancellation);
            }
            else
            {
                var place = Text(2) is { } sheet ? $"{Text(1)}[{sheet}]:{Text(3)}" : $"{Text(1)}:{Text(3)}";
                terminal.Output.WriteLine($"{place} {Text(5)}={Text(6) ?? ""} [{Text(7)}] {reason} {mend}");
            }
        }

        return ExitCode.Done;
    }

    private static async Task WriteGroupsAsync(IReadOnlyList<FindingGroup> groups, bool isCsv, Terminal terminal)
    {
        if (!isCsv)
        {
            foreach (var group in groups)
                terminal.Output.WriteLine(
                    $"{group.Dataset} {group.Kind} [{group.Rule}] {group.Column ?? "-"} {group.Rows}: {group.Reason.ForTerminal()} {group.Mend.ForTerminal()}"
                );
            return;
        }

        var text = new StringBuilder();
        CsvText.Line(text, FindingGroup.Header);
        foreach (var group in groups)
            CsvText.Line(text, group.CellsOf(new Bilingual("ja", "en").ForTerminal()));
        await terminal.Output.WriteAsync(text);
    }
}
