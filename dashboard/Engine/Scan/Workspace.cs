using System.Buffers;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The arrays that a pass works in: they are taken from the runtime's pool and go back to it when the pass is over. Made anew each time, arrays of
/// this size would have the whole heap looked
/// through after every page. Not thread-safe.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private readonly List<Action> _return = [];

    /// <summary>An array of at least that length, empty to its end, which is its user's until the workspace is disposed.</summary>
    public T[] Take<T>(long length)
    {
        var array = ArrayPool<T>.Shared.Rent(checked((int)length));
        Array.Clear(array); // the pool gives more than is asked for, and cells that are found by hashing grow into it
        _return.Add(() => ArrayPool<T>.Shared.Return(array));
        return array;
    }

    public void Dispose() => _return.ForEach(give => give());
}
