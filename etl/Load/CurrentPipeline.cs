using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The loading line of the declarations as they are now: put together anew where an installation has changed its own, so that the next job works by
/// them. Thread-safe.
/// </summary>
public sealed class CurrentPipeline(NpgsqlDataSource loader, DataFolder folder, TimeProvider time)
{
    readonly OverlayFolder _overlay = new(folder.Model);
    readonly Lock _gate = new();
    (string Stamp, LoadingPipeline Line)? _current;

    public LoadingPipeline Current
    {
        get
        {
            lock (_gate)
            {
                var stamp = _overlay.Stamp();
                if (_current is not { } known || known.Stamp != stamp)
                    _current = known = (stamp, new LoadingPipeline(loader, folder, time));
                return known.Line;
            }
        }
    }
}
