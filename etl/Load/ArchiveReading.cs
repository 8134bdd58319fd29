using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Findings;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Load;

/// <summary>Reads archived bytes again, under today's declaration of their source. Thread-safe.</summary>
sealed class ArchiveReading(SourceCatalog catalog, DataFolder folder, Archive archive, ExtractionLanes lanes)
{
    /// <summary>The rows of a batch's content. Whoever has them disposes them.</summary>
    /// <exception cref="FileRefusedException">The content is gone or is another one, its source is, or today's declaration refuses it whole.</exception>
    /// <exception cref="DiskReserveException">Its rows, which lie on disk until they are loaded, would touch the reserve.</exception>
    public async Task<ExtractedFile> ReadAsync(KnownBatch batch, CancellationToken cancellation)
    {
        if (catalog.Find(batch.Source) is null)
            throw LoadRules.SourceGone.Refusal([batch.Source]);
        if (batch.Sha256 is not { } sha256 || await archive.FindAsync(sha256, cancellation) is not { } path)
            throw LoadRules.ArchiveLacks.Refusal([batch.File, batch.Sha256 ?? "?"]);
        DiskSpace.Require(folder, new FileInfo(path).Length);
        using var lane = await lanes.EnterAsync(cancellation);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (
                    await lanes.ReadAsync(
                        new(path, batch.Source, catalog.Overlay),
                        $"{path}.{Guid.NewGuid():n}",
                        catalog,
                        _ => Task.FromResult(true),
                        cancellation: cancellation
                    )
                )!;
            }
            catch (LaneBrokenException) when (attempt < ReadingAttempts.Most)
            {
                // It could be read once. Whatever ended the process may have had nothing to do with the file.
            }
            catch (LaneBrokenException broken)
            {
                throw LoadRules.ReadingBroken.Refusal([broken.Reason.Ja, broken.Reason.En]);
            }
        }
    }
}
