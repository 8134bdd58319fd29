using System.Buffers;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The arrays that a pass works in, rented from the runtime's pool and returned at the end. Allocating arrays of this size each time would trigger a
/// full garbage collection after every page. Not thread-safe.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<Action> _return = [];

    /// <summary>Rents a zeroed array of at least that length, to be used until the workspace is disposed.</summary>
    public T[] Take<T>(long length)
    {
        var array = ArrayPool<T>.Shared.Rent(checked((int)length));
        Array.Clear(array); // the pool gives more than is asked for, and cells that are found by hashing grow into it
        _return.Add(() => ArrayPool<T>.Shared.Return(array));
        return array;
    }

    public void Dispose() => _return.ForEach(give => give());
}
