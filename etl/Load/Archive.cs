using System.Security.Cryptography;
using Analytics.Etl.Findings;
using Analytics.Sql.Storage;

namespace Analytics.Etl.Load;

/// <summary>
/// The received bytes, each content once under its SHA-256: the raw text that lineage shows a line of and a rebuild reads again.
/// Files are written aside and renamed, so that half a copy never bears a name. Thread-safe.
/// </summary>
public sealed class Archive(string folder)
{
    /// <summary>Where the content of that hash lies.</summary>
    public string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    /// <summary>Where the content of that hash lies; null where it is gone, or has become another one.</summary>
    public async Task<string?> FindAsync(string sha256, CancellationToken cancellation = default)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            return null;
        await using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)) == sha256 ? path : null;
    }

    /// <summary>
    /// Copies an offered file beside the archive. What comes by itself (inbox, upload) must be a regular file; a person may name what they like.
    /// </summary>
    /// <exception cref="FileRefusedException">The file cannot be opened, or changes meanwhile.</exception>
    /// <exception cref="IOException">The disk is full, or broke.</exception>
    public async Task<ReceivedFile> ReceiveAsync(OfferedFile file, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $".{Guid.NewGuid():n}.part");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length;
            await using (var source = Open(file))
            await using (var copy = File.Create(aside))
            {
                var before = State(source);
                var buffer = new byte[1 << 17];
                int read;
                while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await copy.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                if (State(source) != before || (source.CanSeek && copy.Length != before.Length))
                    throw LoadRules.StillWritten.Refusal([file.Name]);
                length = copy.Length;
            }

            return new(this, Convert.ToHexStringLower(hash.GetHashAndReset()), length, aside);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>Takes away what a killed process left beside the archive.</summary>
    public void Tidy() => HeldFile.Tidy(folder, ".*.part");

    static (DateTime, long Length) State(FileStream file) =>
        file.CanSeek ? (File.GetLastWriteTimeUtc(file.SafeFileHandle), RandomAccess.GetLength(file.SafeFileHandle)) : default;

    static FileStream Open(OfferedFile file)
    {
        try
        {
            return file.ReceivedVia == "load" ? File.OpenRead(file.Path) : RegularFile.Open(file.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadRules.Unreadable.Refusal([file.Name, error.Message], cause: error);
        }
    }
}

/// <summary>The bytes of an offered file, beside the archive until they are kept: what nobody recognises is not.</summary>
public sealed class ReceivedFile(Archive archive, string sha256, long length, string path) : IDisposable
{
    readonly HeldFile _held = new(path);

    public string Sha256 => sha256;

    public long Length => length;

    /// <summary>Where they lie until they are kept or this is disposed.</summary>
    public string Path => path;

    /// <summary>Puts them into the archive unless that content is there already.</summary>
    public void Keep()
    {
        var target = archive.PathOf(sha256);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
        if (!File.Exists(target))
            File.Move(path, target, overwrite: true);
    }

    public void Dispose() => _held.Dispose();
}
