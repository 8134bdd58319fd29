using System.CommandLine;
using Analytics.Etl.Backup;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Reporting;

namespace Analytics.Etl.Commands;

/// <summary>
/// One command of the command line. A concrete class with a parameterless constructor is found by itself; it adds its options
/// and arguments in its constructor. <see cref="RunAsync"/> returns an <see cref="ExitCode"/>.
/// </summary>
public abstract class CliCommand : Command
{
    protected CliCommand(string name, string ja, string en)
        : base(name, new Bilingual(ja, en).ForTerminal())
    {
        Summary = new Bilingual(ja, en);
        SetAction(
            (given, cancellation) => RunAsync(given, new Terminal(given.InvocationConfiguration.Output, given.InvocationConfiguration.Error), cancellation)
        );
    }

    /// <summary>What the command does, in one sentence.</summary>
    public Bilingual Summary { get; }

    /// <exception cref="RefusalException">Shown to the user without a stack trace; the exit code is <see cref="ExitCode.Failed"/>.</exception>
    protected abstract Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation);

    /// <summary>
    /// The warehouse that <c>--data</c> and <c>--connection</c> name, migrated, with its views for people's own tools; the default server is started where
    /// none runs. A database of an earlier version is saved before it is migrated.
    /// </summary>
    protected static async Task<Warehouse> OpenWarehouseAsync(
        ParseResult given,
        Terminal terminal,
        CancellationToken cancellation,
        ServerUse use = ServerUse.Command
    )
    {
        var address = Address(given);
        var save = new UpgradeBackup(address.Folder, TimeProvider.System, terminal.Note);
        var warehouse = await Warehouse.OpenAsync(address, use, terminal.Note, save.TakeAsync, cancellation);
        try
        {
            if (
                !warehouse.IsStandby && !await ReportingViews.ApplyAsync(warehouse.Owner, ModelCatalog.Load(warehouse.Folder.Model), cancellation: cancellation)
            )
                terminal.Note(
                    new(
                        "reporting のビューは使用中のため、以前のままです。次の起動で更新します。",
                        "The views of reporting are in use and stay as they were; the next start brings them up to date."
                    )
                );
            return warehouse;
        }
        catch
        {
            await warehouse.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says which of the installation's declarations are left out, and why.</summary>
    protected static void Tell(Terminal terminal, IEnumerable<DeclarationFault> faults)
    {
        foreach (var fault in faults)
        {
            var allowed = string.Join(", ", fault.Allowed);
            terminal.Note(
                new(
                    $"{fault.File}:{fault.Line}: {fault.Reason.Ja}{(allowed.Length == 0 ? "" : $" 使えるもの: {allowed}")}",
                    $"{fault.File}:{fault.Line}: {fault.Reason.En}{(allowed.Length == 0 ? "" : $" Allowed: {allowed}")}"
                )
            );
        }
    }

    /// <summary>Says which publication shows what was done, what could not be published, and which checks did not look at it.</summary>
    /// <param name="told">Batches of which it is said already that they are held.</param>
    protected static void Tell(Terminal terminal, PublicationReport publication, params IReadOnlyList<int> told)
    {
        foreach (var stuck in publication.Stuck)
            terminal.Note(
                new Bilingual(
                    $"データセット {stuck.Dataset} は公開できません。{stuck.Reason.Ja}",
                    $"The dataset {stuck.Dataset} cannot be published. {stuck.Reason.En}"
                )
            );
        foreach (var held in publication.Held.Where(held => !told.Contains(held.Batch)))
            terminal.Note(
                new Bilingual($"バッチ {held.Batch}（{held.File}）を保留しました。{held.Told.Ja}", $"Batch {held.Batch} ({held.File}) is held. {held.Told.En}")
            );
        Tell(terminal, publication.CheckFaults);
        terminal.Line(
            publication.IsNew ? "公開版 {0}（{1:0.0} 秒、追加 {2:N0} 行、終了 {3:N0} 行）" : "公開版 {0} のままです。",
            publication.IsNew ? "Publication {0} ({1:0.0} s, {2:N0} {2|row|rows} opened, {3:N0} closed)" : "Publication {0} stays.",
            publication.Publication,
            publication.Seconds,
            publication.RowsOpened,
            publication.RowsClosed
        );
    }

    /// <summary>Sources of which files count that were read under another declaration than these.</summary>
    protected static async Task<IReadOnlyList<OlderDeclaration>> OlderDeclarationsAsync(
        Warehouse warehouse,
        SourceCatalog catalog,
        CancellationToken cancellation
    )
    {
        await ChangedDeclarations.RefreshAsync(warehouse.Loader, catalog, TimeProvider.System.GetUtcNow(), cancellation);
        return await new AuditLog(ScopedReader.OfAll(warehouse.Reader)).OlderDeclarationsAsync(cancellation: cancellation);
    }

    /// <summary>Says of which sources files count that were read before their declaration changed.</summary>
    protected static void Tell(Terminal terminal, IEnumerable<OlderDeclaration> older)
    {
        foreach (var one in older)
        {
            terminal.Line(
                "  {0}: 定義の変更前に読み込んだファイルが{1}件あります。毎朝の更新または reload --source {0} で読み直します。",
                "  {0}: {1} {1|file was|files were} read before its declaration changed; the morning refresh or reload --source {0} reads again.",
                one.Source,
                one.Files
            );
        }
    }

    /// <summary>An option with one value.</summary>
    protected static Option<T> Option<T>(string name, string value, string ja, string en) =>
        new(name) { HelpName = value, Description = new Bilingual(ja, en).ForTerminal() };

    protected static WarehouseAddress Address(ParseResult given) =>
        WarehouseAddress.Resolve(given.GetValue(CommonOptions.Data), given.GetValue(CommonOptions.Connection), given.GetValue(CommonOptions.ConnectionFile));
}
