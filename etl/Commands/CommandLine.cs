using System.CommandLine;
using System.CommandLine.Parsing;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Commands;

/// <summary>The product's command line: all commands, and what happens when one is given wrongly or fails.</summary>
public static class CommandLine
{
    /// <summary>Set: a failure also shows its stack trace, which may quote rows.</summary>
    private const string TraceVariable = "ANALYTICS_TRACE";

    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var terminal = new Terminal(output, error);
        var given = Build().Parse(args);
        if (Faults(given) is { Count: > 0 } faults)
        {
            faults.ForEach(terminal.Note);
            return ExitCode.Usage;
        }

        try
        {
            return await given.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation
            );
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Note(new Bilingual("中断しました。", "Interrupted."));
            return ExitCode.Failed;
        }
        catch (Exception failure)
        {
            terminal.Note(FailureText.Of(failure));
            if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
            {
                await error.WriteLineAsync(failure.ToString());
            }
            else if (FailureText.IsUnexpected(failure))
            {
                terminal.Note(
                    new Bilingual($"環境変数 {TraceVariable}=1 を付けて実行すると、詳細を表示します。", $"Set {TraceVariable}=1 to see the details.")
                );
            }

            return ExitCode.Failed;
        }
    }

    /// <summary>The root with every command of this assembly, by name.</summary>
    internal static RootCommand Build()
    {
        var root = new RootCommand(new Bilingual("紹介から成果までの分析", "Analytics from referral to outcome").ForTerminal())
        {
            CommonOptions.Data,
            CommonOptions.Connection,
            CommonOptions.ConnectionFile,
        };
        foreach (var command in Commands().OrderBy(command => command.Name, StringComparer.Ordinal))
        {
            root.Add(command);
        }

        return root;
    }

    internal static IEnumerable<CliCommand> Commands() =>
        typeof(CommandLine)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CliCommand)) && !type.IsAbstract)
            .Select(type => (CliCommand)Activator.CreateInstance(type)!);

    private static List<Bilingual> Faults(ParseResult given)
    {
        var command = given.CommandResult.Command;
        if (command is RootCommand && given.Errors.Count > 0)
        {
            var commands = string.Join(", ", command.Subcommands.Select(one => one.Name));
            var named = given.UnmatchedTokens.Count > 0 ? given.UnmatchedTokens[0] : null;
            return
            [
                named is null
                    ? new Bilingual($"コマンドがありません。使えるもの: {commands}", $"No command is given. Allowed: {commands}")
                    : new Bilingual($"'{named}' というコマンドはありません。使えるもの: {commands}", $"There is no command '{named}'. Allowed: {commands}"),
            ];
        }

        // An unknown option would else be taken for a value of a command that takes values.
        var unknown = given
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value is ['-', not (>= '0' and <= '9'), ..])
            .Select(token => token.Value)
            .ToList();
        if (unknown.Count > 0)
        {
            var allowed = string.Join(", ", OptionsOf(given).Where(option => !option.Hidden).Select(option => option.Name).Order(StringComparer.Ordinal));
            return
            [
                .. unknown.Select(option => new Bilingual(
                    $"'{command.Name}' に {option} というオプションはありません。使えるもの: {allowed}",
                    $"'{command.Name}' has no option {option}. Allowed: {allowed}"
                )),
            ];
        }

        if (given.GetResult(CommonOptions.Connection) is not null && given.GetResult(CommonOptions.ConnectionFile) is not null)
        {
            return [new Bilingual("--connection と --connection-file は一方だけ指定してください。", "Give --connection or --connection-file, not both.")];
        }

        return [.. given.Errors.Select(fault => new Bilingual(fault.Message, fault.Message))];
    }

    private static IEnumerable<Option> OptionsOf(ParseResult given) =>
        given.CommandResult.Command.Options.Concat(given.RootCommandResult.Command.Options.Where(option => option.Recursive)).DistinctBy(option => option.Name);
}
