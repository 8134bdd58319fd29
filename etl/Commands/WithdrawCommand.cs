using System.CommandLine;
using Analytics.Etl.Publish;

namespace Analytics.Etl.Commands;

/// <summary>Takes a file back: the figures become as if it had never come.</summary>
public sealed class WithdrawCommand : ChangeCommand
{
    private readonly Option<int> _batch = BatchOption<int>();
    private readonly Option<string> _why = Option<string>("--why", "TEXT", "取り下げる理由", "Why it is withdrawn");

    public WithdrawCommand()
        : base(
            "withdraw",
            "読み込んだファイルを取り下げます。集計は、そのファイルがなかったときと同じになります。",
            "Withdraws a file: the figures become as if it had never come."
        )
    {
        (_batch.Required, _why.Required) = (true, true);
        Add(_batch);
        Add(_why);
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var (batch, why) = (given.GetValue(_batch), given.GetValue(_why)!.Trim());
        if (why.Length == 0)
        {
            terminal.Note(new Bilingual("--why: 取り下げる理由を書いてください。", "--why: say why it is withdrawn."));
            return ExitCode.Usage;
        }

        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation);
        var line = await LineAsync(warehouse, cancellation);
        var report = await line.Ways.DoAsync(new Withdrawal(batch, why) { By = Person }, cancellation);
        terminal.Line(
            $"バッチ {batch} を取り下げました。release --batch {batch} で元に戻せます。",
            $"Batch {batch} is withdrawn; release --batch {batch} brings it back."
        );
        Tell(terminal, report);
        return report.HasFailed ? ExitCode.Failed : ExitCode.Done;
    }
}
