using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Lists;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Everything between a file and a publication, put together once for a warehouse: the declarations of product and installation,
/// the archive, the loader and the publisher. Thread-safe.
/// </summary>
public sealed class LoadingPipeline
{
    /// <param name="lanes">Where files are read; this process' own unless given.</param>
    public LoadingPipeline(NpgsqlDataSource loader, DataFolder folder, TimeProvider time, ExtractionLanes? lanes = null)
    {
        lanes ??= ExtractionLanes.Shared;
        (Loader, Folder) = (loader, folder);
        Sources = SourceCatalog.Load(Path.Combine(folder.Model, "Sources"));
        Checks = CheckCatalog.Load(folder.Model);
        Model = ModelCatalog.Load(folder.Model);
        Lists = [new RegionLists(folder.Model), new IndustryLists(folder.Model)];
        var staging = new StagingViews(loader, Sources);
        Publisher = new Publisher(loader, Sources, staging, Checks, [.. Model.Measures.Values.Select(PublishedMeasure.Of)], time, lists: Lists);
        var archive = new Archive(folder.Archive);
        Texts = new LedgerTexts(loader, Sources, archive, lanes);
        Reading = new FileReading(loader, Sources, folder, archive, lanes);
        Batches = new BatchLoader(loader, Sources, time);
        Run = new LoadRun(loader, staging, Reading, Batches, Publisher, Texts);
        Ways = new WaysBack(loader, staging, Publisher, Texts, time);
        Reloads = new ReloadRun(loader, Sources.Facts, staging, new ArchiveReading(Sources, folder, archive, lanes), Publisher, Texts, time);
        Previews = new Previews(loader, Sources, Model, staging, Batches, Run, Reloads, Publisher, time);
    }

    public NpgsqlDataSource Loader { get; }
    public DataFolder Folder { get; }
    public SourceCatalog Sources { get; }

    /// <summary>Regions and classifications that the installation brings itself.</summary>
    public IReadOnlyList<IOwnList> Lists { get; }
    public CheckCatalog Checks { get; }
    public ModelCatalog Model { get; }
    public Publisher Publisher { get; }
    public FileReading Reading { get; }
    public BatchLoader Batches { get; }
    public LoadRun Run { get; }
    public WaysBack Ways { get; }
    public ReloadRun Reloads { get; }
    public Previews Previews { get; }
    public LedgerTexts Texts { get; }
}
