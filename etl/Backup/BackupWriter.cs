using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Analytics.Etl.Backup;

/// <summary>Writes the file of a backup, entry by entry, and keeps the sum over them; it holds none of them in memory.</summary>
sealed class BackupWriter : IDisposable
{
    readonly ZipArchive _zip;
    readonly BackupSum _sum = new();

    public BackupWriter(Stream target)
    {
        _zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        using var mark = _zip.CreateEntry(BackupFile.Mark, CompressionLevel.NoCompression).Open();
        mark.Write(Encoding.UTF8.GetBytes($"A backup made by `etl backup`; `etl restore` brings it back. Layout {BackupManifest.Current}.\n"));
    }

    /// <summary>Adds an entry with all that the stream gives; returns its bytes.</summary>
    /// <param name="modifiedAt">When a file was last written to (UTC).</param>
    /// <param name="written">Told after each piece, with its bytes.</param>
    public async Task<long> AddAsync(
        string name,
        Stream content,
        DateTime? modifiedAt = null,
        Action<int>? written = null,
        CancellationToken cancellation = default
    )
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        if (modifiedAt is { Year: >= 1980 and < 2107 } time)
            entry.LastWriteTime = new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), TimeSpan.Zero);
        await using var target = entry.Open();
        return await _sum.AddAsync(name, content, target, written, cancellation);
    }

    /// <summary>Adds what the file says of itself, and the sum over that.</summary>
    public void Close(BackupManifest manifest)
    {
        manifest = manifest with { Bytes = _sum.Bytes, Entries = _sum.Entries, Checksum = _sum.Finish() };
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupManifest.Json);
        using (var entry = _zip.CreateEntry(BackupFile.Manifest, CompressionLevel.Fastest).Open())
            entry.Write(text);
        using (var entry = _zip.CreateEntry(BackupFile.ManifestSum, CompressionLevel.NoCompression).Open())
            entry.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(text))));
    }

    /// <summary>Writes the list of entries, without which no reader takes the file for whole.</summary>
    public void Dispose()
    {
        _zip.Dispose();
        _sum.Dispose();
    }
}

/// <summary>The sum over the entries of a backup: the same when they are written and when they are read.</summary>
sealed class BackupSum : IDisposable
{
    const int Piece = 1 << 17;

    readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Entries { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Copies an entry and takes it into the sum; returns its bytes.</summary>
    public async Task<long> AddAsync(string name, Stream content, Stream target, Action<int>? copied = null, CancellationToken cancellation = default)
    {
        using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        var length = 0L;
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, Piece), cancellation)) > 0)
            {
                one.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                length += read;
                copied?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _all.AppendData(Encoding.UTF8.GetBytes($"{name}\n{length}\n{Convert.ToHexStringLower(one.GetHashAndReset())}\n"));
        Entries++;
        Bytes += length;
        return length;
    }

    public string Finish() => Convert.ToHexStringLower(_all.GetHashAndReset());

    public void Dispose() => _all.Dispose();
}
