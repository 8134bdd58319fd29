using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Sql.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>Puts the model into a container.</summary>
public static class ModelRegistration
{
    /// <summary>
    /// Registers the singletons <see cref="OverlaidCatalog"/>, <see cref="IModel"/> (over every registered <see cref="IStars"/>, and Postgres), and
    /// <see cref="QueryParser"/>, which is of the catalogue at the moment it is asked for.
    /// </summary>
    /// <param name="services">The container; it holds the reader's <see cref="NpgsqlDataSource"/> unless <paramref name="reader"/> gives it.</param>
    /// <param name="reader">The pool of the reader's role.</param>
    /// <param name="overlayFolder">An installation's own <c>Measures</c> and <c>Slicers</c>; else those of a registered <see cref="DataFolder"/>.</param>
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
