using Microsoft.Extensions.Logging;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// The catalogue of measures and slicers as the installation's own declarations are now. A change is taken up by <see cref="Refresh"/>, whole, by
/// reference. Thread-safe.
/// </summary>
public sealed class OverlaidCatalog
{
    private readonly OverlayFolder? _overlay;
    private readonly ILogger? _logger;
    private readonly Lock _gate = new();
    private string? _stamp;
    private volatile ModelCatalog _current;

    /// <param name="overlayFolder">An installation's own declarations; null: the product's alone.</param>
    /// <param name="logger">Told what is left out, and what cannot be written.</param>
    public OverlaidCatalog(string? overlayFolder, ILogger? logger = null)
    {
        (_overlay, _logger) = (overlayFolder is null ? null : new OverlayFolder(overlayFolder), logger);
        _stamp = _overlay?.Stamp();
        _current = Load();
    }

    public ModelCatalog Current => _current;

    /// <summary>Reads the declarations again where a file has changed.</summary>
    /// <returns>True where it did.</returns>
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
