using Analytics.Dashboard.Access;
using Analytics.Dashboard.Metering;
using Analytics.Dashboard.Questions;
using Analytics.Sql.Model;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Dashboard.Exports;

/// <summary>What plots need of the host; pages need the same inquiries.</summary>
public static class PlotRegistration
{
    /// <summary>Registers where inquiries find their answers, and the press. Needs what <c>AddModel</c> registers, and the reader's data source.</summary>
    public static IServiceCollection AddPlots(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddAccess()
            .AddSingleton<QuestionMetrics>()
            .AddSingleton(p => new QuestionQueue(p.GetRequiredService<IModel>(), metrics: p.GetRequiredService<QuestionMetrics>()))
            .AddSingleton<RecentAnswers>()
            .AddSingleton<AgreementDays>()
            .AddSingleton<MunicipalOffices>()
            .AddSingleton<PlotPress>();
    }
}
