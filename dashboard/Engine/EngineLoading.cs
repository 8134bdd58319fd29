using System.Globalization;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Engine;

/// <summary>
/// Keeps the columns in memory up to date: loads them at startup and whenever a publication is announced, and checks every minute in case an
/// announcement was lost. A hot standby announces nothing: it is polled every second.
/// </summary>
internal sealed class EngineLoading(NpgsqlDataSource reader, MemoryStars stars, IModel model, ILogger<EngineLoading> logger) : BackgroundService
{
    /// <summary>The channel that announces publications by number.</summary>
    private const string Channel = "analytics_publication";

    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or QueryException or IOException or InvalidDataException)
            {
                logger.LogWarning(
                    error,
                    "{Message}",
                    new Bilingual(
                        "メモリへの読み込みに失敗しました。回答はデータベースから得て、もう一度試します。",
                        "The columns cannot be loaded; answers come from the database meanwhile, and it is tried again."
                    )
                );
                await Task.Delay(Soon, stoppingToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        await using var connection = await reader.OpenConnectionAsync(cancellation);
        connection.Notification += (_, announced) =>
        {
            if (int.TryParse(announced.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var publication))
            {
                stars.Announce(publication);
            }
        };
        // One that takes over from its primary can be listened to from then on.
        while (await Standby.IsOneAsync(connection, cancellation))
        {
            await LoadAsync(cancellation);
            await Task.Delay(Soon, cancellation);
        }

        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        while (true)
        {
            // Announcements that arrive while loading wait on the connection: the next round receives them and finds their publications loaded.
            await LoadAsync(cancellation);
            await connection.WaitAsync(stars.Behind > TimeSpan.Zero ? Soon : Round, cancellation);
        }
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var former = stars.States;
        await stars.RefreshAsync(cancellation);
        foreach (var state in stars.States.Except(former))
        {
            logger.LogInformation(
                "{Dataset}: publication {Publication} in memory, {Rows} rows, {Bytes} bytes, {RowsRead} rows read in {Seconds:0.00} s",
                state.Dataset,
                state.Publication,
                state.Rows,
                state.Bytes,
                state.RowsRead,
                state.LoadSeconds
            );
        }

        // Cache the datasets now, so that they are known even if the database goes down before anyone asks.
        await model.DatasetsAsync(cancellation);
    }
}
