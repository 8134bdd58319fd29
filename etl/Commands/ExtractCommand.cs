using System.CommandLine;
using Analytics.Etl.Extract.Lanes;

namespace Analytics.Etl.Commands;

/// <summary>Reads files for the process that started it: its standard input and output carry messages, and it ends with the former.</summary>
public sealed class ExtractCommand : CliCommand
{
    public ExtractCommand()
        : base(ExtractionLane.Command, "ファイルを読み取ります（製品の内部で使います）。", "Reads files (used by the product itself).") => Hidden = true;

    protected override Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        new LaneLoop(input, output).Run();
        return Task.FromResult(ExitCode.Failed);
    }
}
