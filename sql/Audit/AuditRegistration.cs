using Analytics.Sql.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Sql.Audit;

/// <summary>Puts what the audit tells into a container.</summary>
public static class AuditRegistration
{
    /// <summary>
    /// Registers, unless they are there, the singletons <see cref="AuditLog"/> and <see cref="RejectedLedger"/>; the container holds a
    /// <see cref="ScopedReader"/>.
    /// </summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton<RejectedLedger>();
        return services;
    }
}
