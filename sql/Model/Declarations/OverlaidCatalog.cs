using Microsoft.Extensions.Logging;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// The current catalog of measures and slicers, including the installation's own declarations. <see cref="Refresh"/> swaps in a changed catalog
/// atomically. Thread-safe.
/// </summary>
public sealed class OverlaidCatalog
{
    private readonly OverlayFolder? _overlay;
    private readonly ILogger? _logger;
    private readonly Lock _gate = new();
    private string? _stamp;
    private volatile ModelCatalog _current;

    /// <param name="overlayFolder">The installation's own declarations; null to use only the product's.</param>
    /// <param name="logger">Receives what was skipped and what could not be written.</param>
    public OverlaidCatalog(string? overlayFolder, ILogger? logger = null)
    {
        (_overlay, _logger) = (overlayFolder is null ? null : new OverlayFolder(overlayFolder), logger);
        _stamp = _overlay?.Stamp();
        _current = Load();
    }

    public ModelCatalog Current => _current;

    /// <summary>Rereads the declarations if a file has changed.</summary>
    /// <returns>True if it has.</returns>
    public bool Refresh()
    {
        lock (_gate)
        {
            var stamp = _overlay?.Stamp();
            if (stamp == _stamp)
            {
                return false;
            }

            _current = Load();
            _stamp = stamp;
            return true;
        }
    }

    private ModelCatalog Load()
    {
        var catalog = ModelCatalog.Load(_overlay?.Path);
        foreach (var fault in catalog.Faults)
        {
            _logger?.LogError("A declaration is left out: {Fault}", fault);
        }

        return catalog;
    }
}
