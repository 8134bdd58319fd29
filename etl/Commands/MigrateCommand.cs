using System.CommandLine;

namespace Analytics.Etl.Commands;

/// <summary>Brings the database to the product's schema and says what it did.</summary>
public sealed class MigrateCommand() : CliCommand("migrate", "データベースの構造を最新にします。", "Brings the database's schema up to date.")
{
    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        foreach (var name in warehouse.Migration.Applied)
        {
            terminal.Line($"適用しました: {name}", $"applied {name}");
        }

        var known = warehouse.Migration.AlreadyApplied.Count;
        if (warehouse.Migration.Applied.Count == 0)
        {
            terminal.Line($"最新です (移行 {known} 件)。", $"Up to date ({known} migrations).");
        }

        return ExitCode.Done;
    }
}
