using System.CommandLine;
using Analytics.Etl.Load;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Commands;

/// <summary>A command that changes which files count, or how they were read, and publishes that.</summary>
public abstract class ChangeCommand(string name, string ja, string en) : CliCommand(name, ja, en)
{
    /// <summary>Who does it here.</summary>
    private protected static string Person => Environment.UserName;

    private protected static Option<T> BatchOption<T>() =>
        Option<T>("--batch", "N", "バッチの番号。status に表示されます", "Number of the batch, as status shows it");

    private protected static async Task<LoadingPipeline> LineAsync(Warehouse warehouse, CancellationToken cancellation)
    {
        await ArchiveId.RequireAsync(warehouse.Folder, warehouse.Loader, cancellation);
        return new(warehouse.Loader, warehouse.Folder, TimeProvider.System);
    }
}
