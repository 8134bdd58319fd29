using System.Text.Json;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Api;
using Analytics.Dashboard.Client;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Hosting;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>The API, and the pages where they are asked for, on a real server of its own, over a star of its own.</summary>
internal sealed class ApiSite(Star star, WebApplication app, HttpClient http) : IAsyncDisposable
{
    public Star Star => star;

    public HttpClient Http => http;

    public AnalyticsClient Client { get; } = new(http, "en");

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <param name="postgres">The server.</param>
    /// <param name="scope">What every caller may know; null: all.</param>
    /// <param name="around">What the API asks instead of the model itself.</param>
    /// <param name="withPages">The pages are there too.</param>
    public static async Task<ApiSite> CreateAsync(PostgresFixture postgres, Scope? scope = null, Func<IModel, IModel>? around = null, bool withPages = false)
    {
        var star = await Star.CreateAsync(postgres);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ApiQuestion).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(star.Warehouse.Reader).AddModel(_ => star.Warehouse.Reader);
        builder.Services.AddApi().AddPlots();
        if (withPages)
        {
            builder.AddPages();
        }

        if (scope is not null)
        {
            builder.Services.AddSingleton(new VisitorScope { Current = scope });
        }

        if (around is not null)
        {
            var model = builder.Services.Last(d => d.ServiceType == typeof(IModel)).ImplementationFactory!;
            builder.Services.AddSingleton(provider => around((IModel)model(provider)));
        }

        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapApi();
        if (withPages)
        {
            app.MapPages();
        }

        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiSite(star, app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });
    }

    public Task<string> TextAsync(string path) => http.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await TextAsync(path)).RootElement;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await star.DisposeAsync();
    }
}
