using System.CommandLine;
using Analytics.Etl.Publish;

namespace Analytics.Etl.Commands;

/// <summary>Lets a file count again that was withdrawn, or tries one again that is held.</summary>
public sealed class ReleaseCommand : ChangeCommand
{
    private readonly Option<int> _batch = BatchOption<int>();

    public ReleaseCommand()
        : base(
            "release",
            "取り下げたファイルを元に戻します。保留中のファイルはもう一度公開を試みます。",
            "Brings a withdrawn file back; tries to publish one again that is held."
        )
    {
        _batch.Required = true;
        Add(_batch);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var batch = given.GetValue(_batch);
        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        var line = await LineAsync(warehouse, cancellation);
        var report = await line.Ways.DoAsync(new Release(batch) { By = Person }, cancellation);
        terminal.Line($"バッチ {batch} を元に戻しました。", $"Batch {batch} counts again.");
        Tell(terminal, report);
        return report.HasFailed ? ExitCode.Failed : ExitCode.Done;
    }
}
