using System.Data.Common;
using Analytics.Etl.Jobs;
using Analytics.Sql.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Etl.Hosting;

/// <summary>The host of everything that works by itself while the product runs. Its data source acts as the loader.</summary>
public static class Worker
{
    /// <param name="time">The machine's clock unless given.</param>
    public static IHost Build(Warehouse warehouse, RunOptions options, TimeProvider? time = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables();
        builder
            .Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
                console.UseUtcTimestamp = true;
            })
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Quartz.Impl.AdoJobStore", LogLevel.Error); // it takes every restart for a failed instance
        builder
            .Services.AddSingleton(warehouse)
            .AddSingleton(warehouse.Folder)
            .AddSingleton(warehouse.Loader)
            .AddSingleton<DbDataSource>(warehouse.Loader)
            .AddSingleton(options)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<IHostLifetime, SupervisedLifetime>();
        builder.AddSchedule();
        return builder.Build();
    }

    /// <summary>Leaves signals to the supervisor, who knows the right order of stopping.</summary>
    private sealed class SupervisedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
