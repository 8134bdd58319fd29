using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Sql.Audit;

/// <summary>Puts what the audit tells into a container.</summary>
public static class AuditRegistration
{
    /// <summary>Registers the singletons <see cref="AuditLog"/> and <see cref="RejectedLedger"/>.</summary>
    /// <param name="services">The container; it holds the reader's <see cref="NpgsqlDataSource"/> unless <paramref name="reader"/> gives it.</param>
    /// <param name="reader">The pool of the reader's role.</param>
    public static IServiceCollection AddAudit(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource>? reader = null)
    {
        reader ??= provider => provider.GetRequiredService<NpgsqlDataSource>();
        return services.AddSingleton(provider => new AuditLog(reader(provider))).AddSingleton(provider => new RejectedLedger(reader(provider)));
    }
}
