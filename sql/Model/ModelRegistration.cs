using Analytics.Sql.Audit;
using Analytics.Sql.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>Puts the model into a container.</summary>
public static class ModelRegistration
{
    /// <summary>
    /// Registers <see cref="ModelCatalog"/>, <see cref="IModel"/> (over every registered <see cref="IStars"/>, and Postgres), <see cref="QueryParser"/>, <see cref="AuditLog"/> and <see cref="RejectedLedger"/>, all singletons.
    /// </summary>
    /// <param name="services">The container; it holds the reader's <see cref="NpgsqlDataSource"/> unless <paramref name="reader"/> gives it.</param>
    /// <param name="reader">The pool of the reader's role.</param>
    /// <param name="overlayFolder">An installation's own <c>Measures</c> and <c>Slicers</c>; else those of a registered <see cref="DataFolder"/>.</param>
    public static IServiceCollection AddModel(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource>? reader = null, string? overlayFolder = null)
    {
        reader ??= provider => provider.GetRequiredService<NpgsqlDataSource>();
        return services
            .AddSingleton(provider => Load(provider, overlayFolder ?? provider.GetService<DataFolder>()?.Model))
            .AddSingleton(provider => new PostgresStars(reader(provider), provider.GetRequiredService<ModelCatalog>()))
            .AddSingleton<IModel>(provider => new SemanticModel(provider.GetRequiredService<ModelCatalog>(), provider.GetRequiredService<PostgresStars>(), [.. provider.GetServices<IStars>()]))
            .AddSingleton(provider => new QueryParser(provider.GetRequiredService<ModelCatalog>()))
            .AddSingleton(provider => new AuditLog(reader(provider)))
            .AddSingleton(provider => new RejectedLedger(reader(provider)));
    }

    private static ModelCatalog Load(IServiceProvider provider, string? overlayFolder)
    {
        try
        {
            if (overlayFolder is not null)
            {
                ModelSchemas.WriteTo(overlayFolder);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            provider.GetService<ILogger<ModelCatalog>>()?.LogWarning(refused, "The JSON Schemas of measures and slicers cannot be written beside {Folder}; editors will not complete declarations", overlayFolder);
        }

        var catalog = ModelCatalog.Load(overlayFolder);
        foreach (var fault in catalog.Faults)
        {
            provider.GetService<ILogger<ModelCatalog>>()?.LogError("A declaration is left out: {Fault}", fault);
        }

        return catalog;
    }
}
