using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Sql.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>Registers the model with a service container.</summary>
public static class ModelRegistration
{
    /// <summary>
    /// Registers the singletons <see cref="OverlaidCatalog"/> and <see cref="IModel"/> (over every registered <see cref="IStars"/>, then Postgres),
    /// and <see cref="QueryParser"/>, which uses the catalog that is current when it is resolved.
    /// </summary>
    /// <param name="services">The container; it must have the reader's <see cref="NpgsqlDataSource"/> unless <paramref name="reader"/> supplies
    /// it.</param>
    /// <param name="reader">Supplies the connection pool of the reader role.</param>
    /// <param name="overlayFolder">An installation's own declarations; null to use those of a registered <see cref="DataFolder"/>.</param>
    public static IServiceCollection AddModel(
        this IServiceCollection services,
        Func<IServiceProvider, NpgsqlDataSource>? reader = null,
        string? overlayFolder = null
    )
    {
        reader ??= provider => provider.GetRequiredService<NpgsqlDataSource>();
        return services
            .AddSingleton(provider => Load(provider, overlayFolder ?? provider.GetService<DataFolder>()?.Model))
            .AddSingleton<IModel>(provider => new OverlaidModel(
                provider.GetRequiredService<OverlaidCatalog>(),
                reader(provider),
                [.. provider.GetServices<IStars>()]
            ))
            .AddTransient(provider => new QueryParser(provider.GetRequiredService<OverlaidCatalog>().Current));
    }

    private static OverlaidCatalog Load(IServiceProvider provider, string? overlayFolder)
    {
        var logger = provider.GetService<ILogger<ModelCatalog>>();
        try
        {
            if (overlayFolder is not null)
            {
                ModelSchemas.WriteTo(overlayFolder);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            logger?.LogWarning(
                refused,
                "The JSON Schemas of measures and slicers cannot be written beside {Folder}; editors will not complete declarations",
                overlayFolder
            );
        }

        return new OverlaidCatalog(overlayFolder, logger);
    }
}
