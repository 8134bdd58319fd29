using System.IO.Compression;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Http;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Pages.Data;
using Analytics.Sql.Access;
using Analytics.Sql.Commands;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.ResponseCompression;

namespace Analytics.Dashboard.Hosting;

/// <summary>What the pages need of the host: two calls in Program.cs.</summary>
public static class PagesHosting
{
    private static readonly string[] Machines = ["/api", "/health", "/openapi", "/metrics"];

    /// <summary>
    /// Registers the pages' services; they ask the <see cref="Analytics.Sql.Model.IModel"/> and read through the
    /// <see cref="Analytics.Sql.Access.ScopedReader"/>.
    /// </summary>
    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder
            .Services.AddPlots()
            .AddSingleton(p => new CommandReader(p.GetKeyedService<ScopedReader>(AccessRegistration.Primary) ?? p.GetRequiredService<ScopedReader>()))
            .AddSingleton<CircuitMemory>()
            .AddSingleton<CircuitHandler>(p => p.GetRequiredService<CircuitMemory>())
            .AddHostedService(p => p.GetRequiredService<CircuitMemory>());
        foreach (var reader in typeof(IPageReader).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IPageReader))))
        {
            builder.Services.AddSingleton(reader);
        }

        // MapStaticAssets serves compressed files; the prerendered HTML is compressed here. The pages hold no secret that a reader could probe for.
        builder.Services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
            o.MimeTypes = ["text/html", "application/json", "image/svg+xml"];
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
    }

    /// <summary>Maps the pages, their assets, and the pages for what is missing or failed.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.Use((context, next) => OtherSites.RefuseAsync(context, next));
        app.UseResponseCompression();
        app.Use((context, next) => SecurityHeaders.Apply(context, next));
        app.Use((context, next) => ReaderLanguage.Remember(context, next));
        app.Use((context, next) => CacheFontsForGood(context, next));
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) => LeaveMachinesAlone(context, next));
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapUpload();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => (o.ContentSecurityFrameAncestorsPolicy, o.ConfigureWebSocketAcceptContext) = (null, CompressEachMessageAlone));
    }

    // Routes for machines answer with problem details of their own, never with a page.
    private static Task LeaveMachinesAlone(HttpContext context, RequestDelegate next)
    {
        if (Machines.Any(prefix => context.Request.Path.StartsWithSegments(prefix)) && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        return next(context);
    }

    // A window that each socket keeps from message to message takes a quarter of a megabyte for as long as its circuit lives.
    private static Task CompressEachMessageAlone(HttpContext context, WebSocketAcceptContext socket)
    {
        (socket.DangerousEnableCompression, socket.DisableServerContextTakeover) = (true, true);
        return Task.CompletedTask;
    }

    private static Task CacheFontsForGood(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/fonts"))
            context.Response.OnStarting(() =>
            {
                if (context.Response.StatusCode == StatusCodes.Status200OK)
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Task.CompletedTask;
            });
        return next(context);
    }
}
