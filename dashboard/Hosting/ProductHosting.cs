using Analytics.Dashboard.Access;
using Analytics.Sql.Access;
using Analytics.Sql.Connections;
using Analytics.Sql.EmbeddedPostgres;
using Analytics.Sql.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>What the dashboard needs to run as part of the product: its address, its way to the warehouse, its health, its end.</summary>
internal static class ProductHosting
{
    /// <summary>Tag of the checks that <c>/health/ready</c> runs.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of those among them without which there is nothing to show; of the others only what is unhealthy makes the product unready.</summary>
    public const string Required = "required";

    /// <summary>
    /// Adds the reader's <see cref="NpgsqlDataSource"/> and the <see cref="DataFolder"/>. Started by the product, it is given both by environment;
    /// started alone (<c>dotnet run --project dashboard</c>), it finds the running server as every command does, by <c>--data</c> and
    /// <c>--connection</c> or <c>--connection-file</c>.
    /// </summary>
    public static async Task AddProductAsync(this WebApplicationBuilder builder)
    {
        LoopbackOnly.Apply(builder);
        builder.Logging.AddSimpleConsole(console =>
            (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd HH:mm:ss'Z' ", true)
        );
        var configuration = builder.Configuration;
        var address = WarehouseAddress.Resolve(
            configuration["data"] ?? configuration["ANALYTICS_DATA"],
            configuration["connection"],
            configuration["connection-file"]
        );
        var reader = configuration["ANALYTICS_READER"];
        if (reader is null)
        {
            var warehouse = await Warehouse.OpenAsync(address, ServerUse.Command, message => Console.Error.WriteLine(message.ForTerminal()));
            builder.Services.AddSingleton(_ => warehouse); // by a factory, so that the application disposes it
        }

        builder
            .Services.AddSingleton(address.Folder)
            .AddSingleton(services => NpgsqlDataSource.Create(reader ?? services.GetRequiredService<Warehouse>().ReaderConnection))
            .AddAccess()
            .AddHealthChecks()
            .AddCheck<PublicationCheck>("publication", tags: [Ready, Required])
            .AddCheck<IntakeCheck>("intake", tags: [Ready])
            .AddCheck<DiskCheck>("disk", tags: [Ready]);
        AddPrimary(builder.Services, configuration["ANALYTICS_PRIMARY"], reader);
        builder.Services.AddMetering();
        AddKeys(builder, address.Folder);
        if (configuration.GetValue<bool>("ANALYTICS_SUPERVISED"))
        {
            builder.Services.AddHostedService<SupervisorLink>();
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Error); // else it says on every request that it waits
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3)); // open circuits do not end by themselves
        }
    }

    /// <summary>
    /// A dashboard that reads a hot standby asks its primary for what is to be done: <c>ANALYTICS_PRIMARY</c> says where that is
    /// (<c>Host=…;Port=…</c>); all else is as the reader's connection has it.
    /// </summary>
    /// <exception cref="Sql.RefusalException">It is no connection string.</exception>
    private static void AddPrimary(IServiceCollection services, string? primary, string? reader)
    {
        if (string.IsNullOrWhiteSpace(primary))
        {
            return;
        }

        try
        {
            _ = new NpgsqlConnectionStringBuilder(primary);
        }
        catch (ArgumentException error)
        {
            throw new Sql.RefusalException(
                $"ANALYTICS_PRIMARY が正しくありません: {error.Message} 例: Host=db1.example;Port=5432",
                $"ANALYTICS_PRIMARY is not valid: {error.Message} Example: Host=db1.example;Port=5432",
                error
            );
        }

        services
            .AddKeyedSingleton(
                AccessRegistration.Primary,
                (provider, _) => NpgsqlDataSource.Create($"{reader ?? provider.GetRequiredService<Warehouse>().ReaderConnection};{primary}")
            )
            .AddKeyedSingleton(
                AccessRegistration.Primary,
                (provider, key) =>
                    new ScopedReader(provider.GetRequiredKeyedService<NpgsqlDataSource>(key), () => provider.GetRequiredService<VisitorScope>().Current)
            );
    }

    /// <summary>The keys of forms and of paused circuits live in the data folder, so that they outlast a restart.</summary>
    private static void AddKeys(WebApplicationBuilder builder, DataFolder folder)
    {
        var keys = Directory.CreateDirectory(folder.Keys);
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        builder.Services.AddDataProtection().SetApplicationName("analytics").PersistKeysToFileSystem(keys);
        // It warns that they are not encrypted: the folder's mode protects them, as it does the database's password beside them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }

    /// <summary>
    /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: there is something to show, else 503; its body tells what each part holds.
    /// <c>/metrics</c>:
    /// see <see cref="MetricsHosting"/>.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = HealthJson.WriteAsync }
        );
        app.MapMetrics();
    }
}
