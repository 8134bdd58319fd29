using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Analytics.Dashboard.Access;

/// <summary>The single place that decides what a visitor may see, for pages, plots, API and checks.</summary>
public static class AccessRegistration
{
    /// <summary>Key of the <see cref="ScopedReader"/> of the server that takes commands, where it is not the one that is read.</summary>
    public const string Primary = "primary";

    /// <summary>
    /// Registers the visitor's scope, the <see cref="ScopedReader"/> and the audit readers, unless already registered. Needs the reader's
    /// <see cref="NpgsqlDataSource"/>.
    /// </summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<VisitorScope>();
        services.TryAddSingleton(p => new ScopedReader(p.GetRequiredService<NpgsqlDataSource>(), () => p.GetRequiredService<VisitorScope>().Current));
        return services.AddAudit();
    }
}
