using Analytics.Etl.Load;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Follows the installation's own declarations while the worker runs: writes the schema of sources beside them, and tells after each change what is wrong with them.
/// Jobs take them up by themselves.
/// </summary>
sealed class OverlayRounds(LoadingLines lines, ILogger<OverlayRounds> logger, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        WriteSchema();
        LoadingLine? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lines.Current is var line && line != told)
                {
                    foreach (var fault in await DeclarationFaults.RefreshAsync(line, stoppingToken))
                        logger.LogError("A declaration is left out: {Fault}", fault);
                    told = line;
                }
            }
            catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(error, "{Message}", new Bilingual("定義の点検に失敗しました。もう一度試します。", "The declarations could not be looked at; it is tried again."));
            }

            await Task.Delay(Round, time, stoppingToken);
        }
    }

    void WriteSchema()
    {
        const string schema = "Sources/source.schema.json";
        try
        {
            OverlayFolder.WriteSchema(Path.Combine(lines.Current.Folder.Model, schema), EmbeddedText.Read(schema, typeof(SourceCatalog).Assembly));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(refused, "{Message}", new Bilingual("台帳の JSON Schema を書けません。エディターは補完しません。", "The JSON Schema of sources cannot be written; editors will not complete declarations."));
        }
    }
}
