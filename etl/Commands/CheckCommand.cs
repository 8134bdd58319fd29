using System.CommandLine;
using Analytics.Etl.Publish;

namespace Analytics.Etl.Commands;

/// <summary>Runs every check on the star; healthy ones return no row.</summary>
public sealed class CheckCommand() : CliCommand("check", "公開済みのデータを点検します。", "Checks the published data.")
{
    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await using var connection = await warehouse.Reader.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var catalog = CheckCatalog.Load(warehouse.Folder.Model);
        var (findings, faults) = await new Checks(connection, catalog).RunAsync(cancellation: cancellation);
        foreach (var name in catalog.Checks.Where(check => faults.All(fault => fault.File != check.File)).Select(check => check.Name))
        {
            var count = findings.Count(finding => finding.Check == name);
            terminal.Line(count == 0 ? "{0}: 正常" : "{0}: {1} 行", count == 0 ? "{0}: healthy" : "{0}: {1} {1|row|rows}", name, count);
        }

        foreach (var finding in findings)
        {
            terminal.Note(new($"{finding.Check}: {finding.Fact} {finding.Id}", $"{finding.Check}: {finding.Fact} {finding.Id}"));
        }

        Tell(terminal, faults);
        return findings.Count + faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
