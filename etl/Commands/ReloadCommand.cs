using System.CommandLine;
using Analytics.Etl.Load;

namespace Analytics.Etl.Commands;

/// <summary>Reads the archived bytes of files again under today's declaration; they keep their numbers.</summary>
public sealed class ReloadCommand : ChangeCommand
{
    private readonly Option<int?> _batch = BatchOption<int?>();
    private readonly Option<string> _source = Option<string>("--source", "NAME", "この種類の台帳すべて", "All files of this source");

    public ReloadCommand()
        : base("reload", "読み込んだファイルの原本を、今の定義でもう一度読み込みます。", "Reads the archived bytes of files again under today's declaration.")
    {
        Add(_batch);
        Add(_source);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var (batch, source) = (given.GetValue(_batch), given.GetValue(_source));
        if (batch is null == source is null)
        {
            terminal.Note(new Bilingual("--batch か --source のどちらか一方を指定してください。", "Give --batch or --source, one of them."));
            return ExitCode.Usage;
        }

        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        var line = await LineAsync(warehouse, cancellation);
        Tell(terminal, line.Sources.Faults.Select(fault => fault.AsDeclarationFault()));
        if (source is not null && line.Sources.Find(source) is null)
        {
            var names = string.Join(", ", line.Sources.Sources.Select(known => known.Name));
            terminal.Note(
                new Bilingual($"--source {source}: 台帳の種類ではありません。使えるもの: {names}", $"--source {source}: no such source. Allowed: {names}")
            );
            return ExitCode.Usage;
        }

        var batches = batch is { } one ? [one] : await line.Reloads.BatchesAsync(source!, cancellation: cancellation);
        if (batches.Count == 0)
        {
            terminal.Line($"{source}: 読み込み済みのファイルはありません。", $"{source}: no file of it counts, nothing to do.");
            return ExitCode.Done;
        }

        var report = await line.Reloads.DoAsync(batches, Person, cancellation: cancellation);
        foreach (var file in report.Files)
        {
            if (file.Fate == FileFate.Refused)
            {
                terminal.Note(
                    new Bilingual(
                        $"{file.File}（バッチ {file.BatchId}）: 前の内容のままです。{file.Reason!.Ja} {file.Mend!.Ja}",
                        $"{file.File} (batch {file.BatchId}): keeps its former rows. {file.Reason.En} {file.Mend.En}"
                    )
                );
            }
            else
            {
                terminal.Line(
                    "{0}（バッチ {1}）: 読込 {2:N0} 行、却下 {3:N0} 行、注意 {4:N0} 件",
                    "{0} (batch {1}): {2:N0} {2|row|rows} loaded, {3:N0} rejected, {4:N0} {4|warning|warnings}",
                    file.File,
                    file.BatchId,
                    file.RowsKept,
                    file.AllRejected,
                    file.AllWarnings
                );
            }
        }

        Tell(terminal, report.Publication);
        return report.Publication.HasFailed || report.Files.Any(file => file.Fate == FileFate.Refused) ? ExitCode.Failed
            : report.Files.Any(file => file.AllRejected > 0) ? ExitCode.RowsRejected
            : ExitCode.Done;
    }
}
