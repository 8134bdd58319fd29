using Analytics.Dashboard.Hosting;
using Analytics.Sql;

try
{
    await using var app = await DashboardApp.BuildAsync(new() { Args = args });
    await app.RunAsync();
    return 0;
}
catch (RefusalException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Reason.ForTerminal());
    return 1;
}
