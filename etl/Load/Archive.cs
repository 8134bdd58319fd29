using System.Security.Cryptography;
using Analytics.Etl.Extract;

namespace Analytics.Etl.Load;

/// <summary>
/// The received bytes, each content once under its SHA-256: the raw text that lineage shows a line of and a rebuild reads again.
/// Files are written aside and renamed, so that half a copy never bears a name. Thread-safe.
/// </summary>
public sealed class Archive(string folder)
{
    /// <summary>Where the content of that hash lies.</summary>
    public string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    /// <summary>Copies a file into the archive unless its content is there already.</summary>
    /// <exception cref="FileRefusedException">The file cannot be opened.</exception>
    /// <exception cref="IOException">The disk is full, or broke.</exception>
    public async Task<ArchivedFile> StoreAsync(string path, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(folder);
        var aside = Path.Combine(folder, $".{Guid.NewGuid():n}.part");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = 0;
            await using (var source = Open(path))
            await using (var copy = File.Create(aside))
            {
                var buffer = new byte[1 << 17];
                int read;
                while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await copy.WriteAsync(buffer.AsMemory(0, read), cancellation);
                    length += read;
                }
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var target = PathOf(sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!File.Exists(target))
                File.Move(aside, target, overwrite: true);
            return new(sha256, length, target);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadRules.Unreadable.Refusal([Path.GetFileName(path), error.Message], cause: error);
        }
    }
}

/// <summary>A content in the archive.</summary>
public sealed record ArchivedFile(string Sha256, long Length, string Path);
