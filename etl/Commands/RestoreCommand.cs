using System.CommandLine;
using System.Diagnostics;
using Analytics.Etl.Backup;

namespace Analytics.Etl.Commands;

/// <summary>Brings the whole installation back from a backup, and its schema up to this version.</summary>
public sealed class RestoreCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = new Bilingual("バックアップのファイル", "The backup").ForTerminal() };

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = new Bilingual(
            "すでにあるデータをバックアップの内容に置き換えます",
            "Puts the backup in the place of data that is there already"
        ).ForTerminal(),
    };

    public RestoreCommand()
        : base("restore", "バックアップから全体を復元します。", "Brings the whole installation back from a backup.")
    {
        Add(_file);
        Add(_replace);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = given.GetValue(_file)!;
        var summary = await new InstallationRestore(Address(given), terminal.Note, TimeProvider.System).RunAsync(path, given.GetValue(_replace), cancellation);
        foreach (var name in summary.Applied)
            terminal.Line($"適用しました: {name}", $"applied {name}");
        BackupCommand.Tell(terminal, path, summary.Manifest, "復元しました", "restored", clock);
        return ExitCode.Done;
    }
}
