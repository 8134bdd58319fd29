using System.Security.Cryptography;
using System.Text;
using Analytics.Sql.Storage;
using Quartz.Extensibility;

namespace Analytics.Etl.Jobs;

/// <summary>
/// This worker's name within the cluster: the same at every start on the same data folder, so that the jobs of one that was killed are
/// taken up again at once, not after the cluster has missed it. A second worker on the folder gets a name of its own.
/// </summary>
public sealed class NodeName(DataFolder folder) : IInstanceIdGenerator, IDisposable
{
    private IDisposable? _held;

    public ValueTask<string> GenerateInstanceId(CancellationToken cancellationToken = default)
    {
        _held ??= FileLock.TryExclusive(folder.Create().Lock("scheduler"));
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Path)))[..8];
        return ValueTask.FromResult($"{Environment.MachineName}-{place}" + (_held is null ? $"-{Guid.NewGuid():n}"[..9] : ""));
    }

    public void Dispose() => _held?.Dispose();
}
