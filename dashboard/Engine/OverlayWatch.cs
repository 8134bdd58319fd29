using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Dashboard.Engine;

/// <summary>
/// Picks up changes to the installation's own measures and slicers while the dashboard runs. It polls the folder every few seconds, because not every
/// file system reports changes and polling costs almost nothing. Missing columns are loaded; Postgres answers meanwhile.
/// </summary>
internal sealed class OverlayWatch(OverlaidCatalog catalog, IEnumerable<MemoryStars> engines, TimeProvider time, ILogger<OverlayWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!catalog.Refresh())
                {
                    continue;
                }

                logger.LogInformation(
                    "The declarations have changed: {Measures} measures and {Slicers} slicers, {Faults} left out",
                    catalog.Current.Measures.Count,
                    catalog.Current.Slicers.Count,
                    catalog.Current.Faults.Count
                );
                foreach (var engine in engines)
                {
                    engine.Use(catalog.Current);
                    await engine.RefreshAsync(stoppingToken);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or NpgsqlException or InvalidDataException)
            {
                logger.LogWarning(
                    error,
                    "{Message}",
                    new Bilingual("変更された定義を取り込めません。もう一度試します。", "The changed declarations could not be taken up; it is tried again.")
                );
            }
        }
    }
}
