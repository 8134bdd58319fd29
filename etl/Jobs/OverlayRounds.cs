using Analytics.Etl.Load;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Follows the installation's own declarations while the worker runs: writes the schema of sources beside them, and tells after each change what is
/// wrong with them, and what it changes where files
/// were read under another one. Jobs take them up by themselves.
/// </summary>
sealed class OverlayRounds(CurrentPipeline lines, ILogger<OverlayRounds> logger, TimeProvider time) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        WriteSchema();
        LoadingPipeline? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (lines.Current is var line && line != told)
                {
                    foreach (var fault in await DeclarationFaults.RefreshAsync(line, stoppingToken))
                        logger.LogError("A declaration is left out: {Fault}", fault);
                    told = line;
                    await ChangedDeclarations.RefreshAsync(line.Loader, line.Sources, time.GetUtcNow(), stoppingToken);
                    foreach (var (source, batches) in await ChangedDeclarations.FindAsync(line, stoppingToken))
                        await PreviewAsync(line, source, batches, stoppingToken);
                }
            }
            catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                logger.LogWarning(
                    error,
                    "{Message}",
                    new Bilingual("定義の点検に失敗しました。もう一度試します。", "The declarations could not be looked at; it is tried again.")
                );
            }

            await Task.Delay(Round, time, stoppingToken);
        }
    }

    /// <summary>
    /// Looks at what reading a source's files again would change. It is done every morning (<see cref="NightlyRefresh"/>), whether that can be told
    /// or not.
    /// </summary>
    async Task PreviewAsync(LoadingPipeline line, string source, IReadOnlyList<int> batches, CancellationToken cancellation)
    {
        try
        {
            await ChangedDeclarations.KeepAsync(line.Loader, source, await line.Previews.OfReloadAsync(batches, cancellation), cancellation);
        }
        catch (Exception error) when (error is IExplained)
        {
            logger.LogWarning(
                error,
                "{Message}",
                new Bilingual(
                    $"「{source}」の読み直しで何が変わるかを確認できません。",
                    $"What reading the files of '{source}' again would change cannot be told."
                )
            );
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
            logger.LogWarning(
                refused,
                "{Message}",
                new Bilingual(
                    "台帳の JSON Schema を書けません。エディターは補完しません。",
                    "The JSON Schema of sources cannot be written; editors will not complete declarations."
                )
            );
        }
    }
}
