using Analytics.Dashboard.Api;
using Analytics.Dashboard.Engine;
using Analytics.Sql;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Hosting;

/// <summary>The whole dashboard put together, as the program runs it and the tests open it.</summary>
internal static class DashboardApp
{
    /// <exception cref="RefusalException">It may not listen where it is told to, or finds no warehouse.</exception>
    public static async Task<WebApplication> BuildAsync(WebApplicationOptions options)
    {
        var builder = WebApplication.CreateBuilder(options);
        await builder.AddProductAsync();
        builder.Services.AddModel().AddApi().AddEngine(builder.Configuration);
        builder.AddPages();
        var app = builder.Build();
        app.MapHealth();
        app.MapApi();
        app.MapPages();
        return app;
    }
}
