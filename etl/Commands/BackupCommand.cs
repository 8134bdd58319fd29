using System.CommandLine;
using System.Diagnostics;
using Analytics.Etl.Backup;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Commands;

/// <summary>Saves the whole installation into one file, while it runs.</summary>
public sealed class BackupCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = new Bilingual("保存先のファイル", "The file to write").ForTerminal() };

    public BackupCommand()
        : base("backup", "全体を 1 つのファイルに保存します。動いたままで使えます。", "Saves the whole installation into one file, while it runs.") =>
        Add(_file);

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = given.GetValue(_file)!;
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        await ArchiveId.RequireAsync(warehouse.Folder, warehouse.Loader, cancellation);
        var summary = await InstallationBackup.SaveAsync(warehouse.Owner, warehouse.Folder, path, TimeProvider.System, cancellation);
        if (summary.Missing > 0)
        {
            terminal.Note(
                new Bilingual(
                    $"アーカイブに、読み込んだファイルのうち {summary.Missing} 件の原本がありません。バックアップにも含まれません。",
                    $"The archive lacks the bytes of loaded files ({summary.Missing}): the backup lacks them too."
                )
            );
        }

        foreach (var closed in summary.Closed)
            terminal.Note(new Bilingual($"{closed} を読めないため、バックアップに含まれません。", $"{closed} cannot be read: the backup lacks it."));
        Tell(terminal, path, summary.Manifest, "保存しました", "saved", clock);
        terminal.Line($"  {Megabytes(summary.Bytes)} MB", $"  {Megabytes(summary.Bytes)} MB");
        return summary.Closed.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    internal static void Tell(Terminal terminal, string path, BackupManifest says, string ja, string en, Stopwatch clock) =>
        terminal.Line(
            "{0}: {1}（公開版 {3}、表 {4}、行 {5:N0}、ファイル {6:N0}、{7:0.0} 秒）",
            "{0}: {2} (publication {3}, {4} {4|table|tables}, {5:N0} {5|row|rows}, {6:N0} {6|file|files}, {7:0.0} s)",
            path,
            ja,
            en,
            says.Publication ?? 0,
            says.Tables.Count,
            says.Rows,
            says.Files,
            clock.Elapsed.TotalSeconds
        );

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1_000_000.0:0.0}");
}
