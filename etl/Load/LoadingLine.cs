using Analytics.Etl.Sources;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Everything between a file and a publication, put together once for a warehouse: the declarations of product and installation,
/// the archive, the loader and the publisher. Thread-safe.
/// </summary>
public sealed class LoadingLine
{
    public LoadingLine(NpgsqlDataSource loader, DataFolder folder, TimeProvider time)
    {
        (Loader, Folder) = (loader, folder);
        Sources = SourceCatalog.Load(Path.Combine(folder.Model, "Sources"));
        Checks = CheckCatalog.Load(folder.Model);
        Model = ModelCatalog.Load(folder.Model);
        var staging = new StagingViews(loader, Sources);
        Publisher = new Publisher(loader, Sources, staging, Checks, [.. Model.Measures.Values.Select(PublishedMeasure.Of)], time);
        var archive = new Archive(folder.Archive);
        Texts = new LedgerTexts(loader, Sources, archive);
        Run = new LoadRun(loader, staging, new BatchLoader(loader, Sources, archive, time), Publisher, Texts);
    }

    public NpgsqlDataSource Loader { get; }
    public DataFolder Folder { get; }
    public SourceCatalog Sources { get; }
    public CheckCatalog Checks { get; }
    public ModelCatalog Model { get; }
    public Publisher Publisher { get; }
    public LoadRun Run { get; }
    public LedgerTexts Texts { get; }
}
