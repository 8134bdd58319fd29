using System.CommandLine;
using System.Globalization;
using Npgsql;

namespace Analytics.Etl.Commands;

/// <summary>Rejected and waiting rows: file, line, column, value, rule and mend; as text or as CSV.</summary>
public sealed class RejectsCommand : CliCommand
{
    private static readonly string[] Header = ["batch", "file", "sheet", "line", "kind", "column", "value", "rule", "reason", "mend"];

    private readonly Option<int?> _batch = new("--batch") { HelpName = "ID", Description = new Bilingual("このバッチだけ", "Of this batch only").ForTerminal() };

    private readonly Option<string> _format = new("--format") { HelpName = "text|csv", Description = new Bilingual("text か csv", "text or csv").ForTerminal(), DefaultValueFactory = _ => "text" };

    public RejectsCommand() : base("rejects", "却下された行と直し方を表示します。", "Shows rejected rows and how to mend them.")
    {
        Add(_batch);
        Add(_format);
        _format.AcceptOnlyFromAmong("text", "csv");
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await using var command = warehouse.Reader.CreateCommand("""
            select f.batch_id, b.file_name, f.sheet, f.line, f.kind, f.column_name, f.value, f.rule, f.reason_ja, f.reason_en, f.mend_ja, f.mend_en
            from audit.findings f join audit.batches b using (batch_id)
            where f.kind in ('rejected', 'waiting') and f.published_to = 2147483647 and (@batch is null or f.batch_id = @batch)
            order by f.batch_id, f.sheet, f.line, f.finding_id
            """);
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
                terminal.Output.WriteLine(string.Join(',', new[] { Text(0), Text(1), Text(2), Text(3), Text(4), Text(5), Text(6), Text(7), reason, mend }.Select(Csv)));
            }
            else
            {
                var place = Text(2) is { } sheet ? $"{Text(1)}[{sheet}]:{Text(3)}" : $"{Text(1)}:{Text(3)}";
                terminal.Output.WriteLine($"{place} {Text(5)}={Text(6) ?? ""} [{Text(7)}] {reason} {mend}");
            }
        }

        return ExitCode.Done;
    }

    /// <summary>A cell that a spreadsheet takes for text, whatever a ledger wrote into it.</summary>
    private static string Csv(string? cell)
    {
        if (string.IsNullOrEmpty(cell))
        {
            return "";
        }

        var safe = cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + cell : cell;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
