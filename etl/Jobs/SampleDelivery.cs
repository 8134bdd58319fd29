using Analytics.Etl.Load;
using Analytics.Etl.Samples;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Jobs;

/// <summary>
/// Puts the synthetic ledgers into the inbox where the product is to have samples and none has been received yet. The same seed gives
/// the same bytes, so that one cut short is simply done again.
/// </summary>
public sealed class SampleDelivery(NpgsqlDataSource loader, DataFolder folder, RunOptions options)
{
    private bool _delivered;

    /// <summary>The files that it put into the inbox: at most once in a process.</summary>
    public async Task<IReadOnlyCollection<string>> DeliverAsync(CancellationToken cancellation = default)
    {
        if (_delivered || !options.WithSamples || await HasSamplesAsync(cancellation))
        {
            return [];
        }

        var aside = Path.Combine(folder.Path, "samples.part");
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true); // of a start that was cut short
        }

        await Task.Run(() => SampleLedgers.Write(options.SampleReferrals, SampleLedgers.DefaultSeed, aside, cancellation: cancellation), cancellation);
        var delivered = new List<string>();
        foreach (var path in Directory.EnumerateFiles(aside, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder.Inbox, BatchLoader.SyntheticDataset, Path.GetRelativePath(aside, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(path, target, overwrite: true);
            delivered.Add(target);
        }

        Directory.Delete(aside, recursive: true);
        _delivered = true;
        return delivered;
    }

    private async Task<bool> HasSamplesAsync(CancellationToken cancellation)
    {
        await using var command = loader.CreateCommand("select exists (select from audit.batches where dataset_code = $1)");
        command.Parameters.Add(new() { Value = BatchLoader.SyntheticDataset });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
