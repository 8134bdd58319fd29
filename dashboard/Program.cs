using Analytics.Dashboard.Hosting;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;

PrivateFile.ByDefault();
try
{
    await using var app = await DashboardApp.BuildAsync(new() { Args = args });
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (!FailureText.IsUnexpected(failure))
{
    await Console.Error.WriteLineAsync(FailureText.Of(failure).ForTerminal());
    return 1;
}
