using System.CommandLine;
using Analytics.Etl.Sources;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Commands;

/// <summary>
/// Lists the sources that files are recognised by, declarations that are faulty, and, where there is a warehouse, of how many files the declaration
/// has changed since they were read.
/// </summary>
public sealed class SourcesCommand : CliCommand
{
    private readonly Option<bool> _schema = new("--schema")
    {
        Description = new Bilingual("宣言の JSON Schema を出力します", "Prints the JSON Schema of declarations").ForTerminal(),
    };

    public SourcesCommand()
        : base("sources", "読み込める台帳の種類を一覧にします。", "Lists the sources that can be loaded.") => Add(_schema);

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        if (given.GetValue(_schema))
        {
            await given.InvocationConfiguration.Output.WriteAsync(SourceSchema.Of(FactCatalog.Product).AsMemory(), cancellation);
            return ExitCode.Done;
        }

        var catalog = SourceCatalog.Load(Path.Combine(Address(given).Folder.Model, "Sources"));
        foreach (var source in catalog.Sources)
        {
            terminal.Line($"{source.Name} — {source.Label.Ja} → {source.Dataset}", $"{source.Name} — {source.Label.En} → {source.Dataset}");
            var required = string.Join(", ", source.Columns.Where(column => column.Required).Select(column => column.Header));
            terminal.Line($"  必須の見出し: {required}", $"  required headers: {required}");
        }

        Tell(terminal, catalog.Faults.Select(fault => fault.AsDeclarationFault()));
        if (!Address(given).IsNew)
        {
            await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
            Tell(terminal, await OlderDeclarationsAsync(warehouse, catalog, cancellation));
        }

        return catalog.Faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
