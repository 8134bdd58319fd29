using System.CommandLine;
using Analytics.Etl.Hosting;
using Analytics.Etl.Jobs;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Etl.Commands;

/// <summary>Runs the product until it is asked to stop: the default server, the scheduler and, where one is named, the dashboard.</summary>
public sealed class RunCommand : CliCommand
{
    private readonly Option<int> _port = new("--port")
    {
        HelpName = "PORT",
        Description = new Bilingual("ダッシュボードのポート (127.0.0.1)", "The dashboard's port (on 127.0.0.1)").ForTerminal(),
        DefaultValueFactory = _ => RunOptions.DefaultPort,
    };

    private readonly Option<bool> _noSamples = new("--no-samples")
    {
        Description = new Bilingual("サンプル (合成データ) を読み込みません", "Does not load the samples (synthetic data)").ForTerminal(),
    };

    private readonly Option<string> _dashboard = new("--dashboard") { HelpName = "PATH", Hidden = true };

    public RunCommand()
        : base("run", "スケジューラーを動かします。", "Runs the scheduler.")
    {
        Add(_port);
        Add(_noSamples);
        Add(_dashboard);
        _port.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && !(int.TryParse(token.Value, out var port) && port is >= 1 and <= 65535))
            {
                given.AddError(
                    new Bilingual(
                        $"--port {token.Value}: 1 から 65535 までの数を指定してください。",
                        $"--port {token.Value}: a number from 1 to 65535 is allowed."
                    ).ForTerminal()
                );
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult given, Terminal terminal, CancellationToken cancellation)
    {
        var options = new RunOptions(given.GetValue(_port), !given.GetValue(_noSamples), given.GetValue(_dashboard));
        if (options.Dashboard is not null)
        {
            Supervisor.RequireFreePort(options.Port);
        }

        await using var warehouse = await OpenWarehouseAsync(given, terminal, cancellation, ServerUse.Product);
        return await new Supervisor(warehouse, options, terminal).RunAsync(cancellation);
    }
}
