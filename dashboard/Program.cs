using Analytics.Dashboard.Api;
using Analytics.Dashboard.Engine;
using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Hosting;
using Analytics.Sql;
using Analytics.Sql.Model;

try
{
    var builder = WebApplication.CreateBuilder(args);
    await using var warehouse = await builder.AddProductAsync();
    builder.Services.AddModel().AddApi().AddEngine(builder.Configuration);
    builder.AddPages();
    await using var app = builder.Build();
    app.MapHealth();
    app.MapApi();
    app.MapPages();
    await app.RunAsync();
    return 0;
}
catch (RefusalException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Reason.ForTerminal());
    return 1;
}
