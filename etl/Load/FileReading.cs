using System.Diagnostics;
using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// The first half of loading: a file's bytes are received, and read in a lane (<see cref="ExtractionLanes"/>). The warehouse is not changed, so a
/// file that takes long
/// keeps nobody else from publishing. Thread-safe.
/// </summary>
public sealed partial class FileReading(NpgsqlDataSource loader, SourceCatalog catalog, DataFolder folder, Archive archive, ExtractionLanes lanes)
{
    /// <summary>After so many bytes of rows the disk's free space is looked at.</summary>
    const long Step = 16 << 20;

    /// <summary>After which a file is looked at again whose content somebody else was reading.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Reads one file. Faults of its content are in the result; what is thrown is a fault of the machine.</summary>
    /// <param name="progress">Told the bytes of rows so far.</param>
    /// <exception cref="RefusalException">The dataset that is named cannot be one.</exception>
    /// <exception cref="DiskReserveException">Its rows, which lie on disk until they are loaded, would touch the reserve.</exception>
    public async Task<ReadFile> ReadAsync(OfferedFile file, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        if (file.Dataset is { } named && !DatasetCode().IsMatch(named))
            throw new RefusalException(
                $"データセット名「{named}」は使えません。英小文字で始まる、英小文字・数字・_ の40字以内です。",
                $"'{named}' is no dataset name: lower-case letters, digits and _, beginning with a letter, up to 40."
            );
        if (file.Source is { } source && catalog.Find(source) is null)
            throw new ArgumentException(
                $"There is no source '{source}'. Allowed: {string.Join(", ", catalog.Sources.Select(known => known.Name))}.",
                nameof(file)
            );
        while (true)
        {
            using (await lanes.EnterAsync(cancellation))
            {
                if (await TryReadAsync(file, progress, cancellation) is { } read)
                    return read;
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>
    /// Reads one file within a lane; null while somebody else reads the same content. Waiting for that takes no lane: a slow file that was sent twice
    /// would have both.
    /// </summary>
    async Task<ReadFile?> TryReadAsync(OfferedFile file, Action<long>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var result = new ReadFile(file);
        OpenedFile? opened = null;
        try
        {
            using var received = await archive.ReceiveAsync(file, cancellation);
            await using var attempts = await ReadingAttempts.TryAsync(loader, received.Sha256, cancellation);
            if (attempts is null)
                return null;
            result = result with { Sha256 = received.Sha256, Length = received.Length };
            try
            {
                result = result with { Extracted = await ReadAsync(file, received, attempts, seen => opened = seen, progress, cancellation) };
            }
            finally
            {
                // What nobody recognises may be anything, such as a secret that was sent by mistake: it is not kept.
                if (opened is not null)
                    received.Keep();
            }
        }
        catch (FileRefusedException refusal)
        {
            result = result with { Refusal = refusal };
        }

        return result with
        {
            Opened = opened,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>The rows of a received file; null where they are loaded already. A lane that breaks is replaced, and the file has one more attempt.</summary>
    async Task<ExtractedFile?> ReadAsync(
        OfferedFile file,
        ReceivedFile received,
        ReadingAttempts attempts,
        Action<OpenedFile> seen,
        Action<long>? progress,
        CancellationToken cancellation
    )
    {
        var (request, looked) = (new ExtractionRequest(received.Path, file.Source, catalog.Overlay), 0L);
        DiskSpace.Require(folder, received.Length);
        try
        {
            while (true)
            {
                if (await attempts.CountAsync(cancellation) is { } broken)
                    throw LoadRules.ReadingBroken.Refusal([broken.Ja, broken.En]);
                try
                {
                    return await lanes.ReadAsync(request, received.Path + ".rows", catalog, IsNewAsync, Spooled, cancellation);
                }
                catch (LaneBrokenException now)
                {
                    await attempts.BreakAsync(now.Reason, cancellation);
                }
            }
        }
        finally
        {
            await attempts.ForgetAsync();
        }

        void Spooled(long bytes)
        {
            if (bytes < looked || bytes >= looked + Step)
            {
                DiskSpace.Require(folder, 0);
                looked = bytes;
            }

            progress?.Invoke(bytes);
        }

        async Task<bool> IsNewAsync(OpenedFile opened)
        {
            seen(opened);
            var source = catalog.Find(opened.Source)!;
            await using var connection = await loader.OpenConnectionAsync(cancellation);
            return await BatchRecord.FindLoadedAsync(connection, received.Sha256, source, file.Dataset, file.OwnerFor(source), cancellation) is null;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,39}$")]
    private static partial Regex DatasetCode();
}
