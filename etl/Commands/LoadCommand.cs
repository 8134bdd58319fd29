using System.CommandLine;
using Analytics.Etl.Load;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Commands;

/// <summary>Loads files and folders as one publication, and returns when that publication can be seen.</summary>
public sealed class LoadCommand : CliCommand
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = new Bilingual("ファイルかフォルダー", "Files or folders").ForTerminal(),
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _source = Option<string>(
        "--source",
        "NAME",
        "台帳の種類。なければ見出しで見分けます",
        "The source; recognised by the headers unless given"
    );
    private readonly Option<string> _dataset = Option<string>(
        "--dataset",
        "NAME",
        "データセット。なければ台帳の種類が決めます",
        "The dataset; the source's unless given"
    );
    private readonly Option<string> _owner = Option<string>(
        "--owner",
        "CODE",
        "番号を付けた銀行・機関のコード",
        "Whose numbers they are (code of the bank or institute)"
    );

    private readonly Option<bool> _preview = new("--preview")
    {
        Description = new Bilingual("公開せず、何が変わるかだけを表示します", "Shows what would change, and publishes nothing").ForTerminal(),
    };

    public LoadCommand()
        : base("load", "台帳を読み込み、公開します。", "Loads ledgers and publishes them.")
    {
        Add(_paths);
        Add(_source);
        Add(_dataset);
        Add(_owner);
        Add(_preview);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await ArchiveId.RequireAsync(warehouse.Folder, warehouse.Loader, cancellation);
        var line = new LoadingPipeline(warehouse.Loader, warehouse.Folder, TimeProvider.System);
        if (given.GetValue(_source) is { } source && line.Sources.Find(source) is null)
        {
            terminal.Note(
                new Bilingual(
                    $"--source {source}: 台帳の種類ではありません。使えるもの: {Names(line)}",
                    $"--source {source}: no such source. Allowed: {Names(line)}"
                )
            );
            return ExitCode.Usage;
        }

        Tell(terminal, line.Sources.Faults.Select(fault => fault.AsDeclarationFault()));

        var files = given
            .GetValue(_paths)!
            .SelectMany(LoadRun.Expand)
            .Select(path => new OfferedFile(path, "load", given.GetValue(_source), given.GetValue(_dataset), given.GetValue(_owner)))
            .ToList();
        // What is rejected of a file is known when it is published: a file that is loaded is told then.
        DiskSpace.Require(warehouse.Folder, files.Select(file => file.Path));
        if (given.GetValue(_preview))
        {
            var preview = await line.Previews.OfFilesAsync(files, cancellation: cancellation);
            PreviewTable.Write(terminal, preview);
            return preview.Files.Any(file => file.Fate == "refused") ? ExitCode.Failed
                : preview.Files.Any(file => file.Rejected > 0) ? ExitCode.RowsRejected
                : ExitCode.Done;
        }

        var report = await line.Run.LoadAsync(files, file => Tell(terminal, file, FileFate.Refused, FileFate.LoadedBefore), cancellation: cancellation);
        foreach (var file in report.Files)
            Tell(terminal, file, FileFate.Loaded, FileFate.Held);
        Tell(terminal, report.Publication, [.. report.Files.Select(file => file.BatchId)]);
        return report.Publication.HasFailed || report.Files.Any(file => file.Fate == FileFate.Refused) ? ExitCode.Failed
            : report.RowsRejected > 0 ? ExitCode.RowsRejected
            : ExitCode.Done;
    }

    private static string Names(LoadingPipeline line) => string.Join(", ", line.Sources.Sources.Select(source => source.Name));

    private static void Tell(Terminal terminal, FileReport file, params IReadOnlyList<FileFate> fates)
    {
        if (!fates.Contains(file.Fate))
            return;
        switch (file.Fate)
        {
            case FileFate.LoadedBefore:
                terminal.Line($"{file.File}: すでに読み込み済みのため、何もしません。", $"{file.File}: loaded already, nothing to do.");
                break;
            case FileFate.Held:
                terminal.Note(
                    new Bilingual(
                        $"{file.File}（バッチ {file.BatchId}）: 保留しました。{file.Reason!.Ja} {file.Mend!.Ja}",
                        $"{file.File} (batch {file.BatchId}): held. {file.Reason.En} {file.Mend.En}"
                    )
                );
                break;
            case FileFate.Refused:
                terminal.Note(
                    new Bilingual($"{file.File}: 読み込めません。{file.Reason!.Ja} {file.Mend!.Ja}", $"{file.File}: refused. {file.Reason.En} {file.Mend.En}")
                );
                break;
            default:
                terminal.Line(
                    "{0}: {1} → {2}（バッチ {3}）: 読込 {4:N0} 行、却下 {5:N0} 行、注意 {6:N0} 件、{7:0.0} 秒",
                    "{0}: {1} → {2} (batch {3}): {4:N0} {4|row|rows} loaded, {5:N0} rejected, {6:N0} {6|warning|warnings}, {7:0.0} s",
                    file.File,
                    file.Source,
                    file.Dataset,
                    file.BatchId,
                    file.RowsKept,
                    file.AllRejected,
                    file.AllWarnings,
                    file.Seconds
                );
                foreach (var remark in file.Remarks)
                    terminal.Line($"  {remark.Ja}", $"  {remark.En}");
                break;
        }
    }
}
