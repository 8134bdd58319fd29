using Analytics.Sql.Audit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>Puts the model into a container.</summary>
public static class ModelRegistration
{
    /// <summary>
    /// Registers <see cref="ModelCatalog"/>, <see cref="IModel"/>, <see cref="QueryParser"/> and <see cref="AuditLog"/>. <paramref name="reader"/> gives the pool of the reader's role;
    /// <paramref name="overlayFolder"/> holds an installation's own <c>Measures</c> and <c>Slicers</c>.
    /// </summary>
    public static IServiceCollection AddModel(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> reader, string? overlayFolder = null) => services
        .AddSingleton(_ => ModelCatalog.Load(overlayFolder))
        .AddSingleton<IModel>(provider => new DirectModel(reader(provider), provider.GetRequiredService<ModelCatalog>()))
        .AddSingleton(provider => new QueryParser(provider.GetRequiredService<ModelCatalog>()))
        .AddSingleton(provider => new AuditLog(reader(provider)));
}
