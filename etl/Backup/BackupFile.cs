using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Sql;

namespace Analytics.Etl.Backup;

/// <summary>
/// The file of a backup, open for reading: a ZIP whose first entry tells what it is, then the files of the data folder and the rows of the tables (binary
/// COPY), then the manifest and its sum.
/// </summary>
public sealed class BackupFile : IDisposable
{
    internal const string Mark = "analytics-backup",
        Manifest = "manifest.json",
        ManifestSum = "manifest.sha256",
        Folder = "folder/",
        Tables = "tables/";

    /// <summary>Bytes before an entry's name in the file, of which the first four are always the same.</summary>
    const int NameAt = 30;

    readonly string _path;
    readonly ZipArchive _zip;

    BackupFile(string path, ZipArchive zip, BackupManifest says) => (_path, _zip, Says) = (path, zip, says);

    public BackupManifest Says { get; }

    /// <summary>Opens it and reads its manifest.</summary>
    /// <exception cref="RefusalException">It is missing, no backup, incomplete, damaged, or of a newer layout.</exception>
    public static BackupFile Open(string path)
    {
        var file = OpenStream(path);
        try
        {
            if (!BeginsAsBackup(file))
                throw new RefusalException(
                    $"{path} は、この製品のバックアップではありません。何も変更していません。",
                    $"{path} is no backup of this product. Nothing was changed."
                );
            var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
            var text = Text(zip, Manifest);
            if (Encoding.ASCII.GetString(Text(zip, ManifestSum)) != Convert.ToHexStringLower(SHA256.HashData(text)))
                throw Damaged(path, Manifest);
            using var document = JsonDocument.Parse(text);
            var format = document.RootElement.GetProperty("format").GetInt32();
            if (format > BackupManifest.Current)
            {
                throw new RefusalException(
                    $"{path} は新しい版の製品が作ったバックアップです (形式 {format}、この版が読めるのは {BackupManifest.Current} まで)。新しい版を使ってください。何も変更していません。",
                    $"{path} was written by a newer version of the product (layout {format}; this version reads up to {BackupManifest.Current}). "
                        + "Use that version. Nothing was changed."
                );
            }

            return new(path, zip, document.Deserialize<BackupManifest>(BackupManifest.Json)!);
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or KeyNotFoundException or EndOfStreamException)
        {
            file.Dispose();
            throw Damaged(path, Manifest, fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether that file is a backup, whole or not.</summary>
    public static bool Is(string path)
    {
        using var file = OpenStream(path);
        return BeginsAsBackup(file);
    }

    /// <summary>Reads every byte of it once and compares the sum.</summary>
    /// <exception cref="RefusalException">It is damaged.</exception>
    public async Task VerifyAsync(CancellationToken cancellation = default)
    {
        using var sum = new BackupSum();
        foreach (var entry in _zip.Entries.Where(entry => entry.FullName is not (Mark or Manifest or ManifestSum)))
        {
            try
            {
                await using var content = entry.Open();
                await sum.AddAsync(entry.FullName, content, Stream.Null, cancellation: cancellation);
            }
            catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
            {
                throw Damaged(_path, entry.FullName, fault);
            }
        }

        if (sum.Entries != Says.Entries || sum.Finish() != Says.Checksum)
            throw Damaged(_path, $"{sum.Entries} / {Says.Entries}");
    }

    /// <summary>Refuses a backup of a schema that these migrations do not lead to.</summary>
    /// <returns>How many of them had been applied.</returns>
    public int RequireKnown(IReadOnlyList<Migration> migrations)
    {
        foreach (var (applied, index) in Says.Migrations.Select((applied, index) => (applied, index)))
        {
            var here = index < migrations.Count ? migrations[index] : null;
            if (here is null || here.Name != applied.Name || here.Checksum != applied.Checksum)
            {
                throw new RefusalException(
                    $"{_path} のデータベースには移行 {applied.Name} が適用されていますが、この版の製品にはありません (または内容が異なります)。"
                        + "バックアップを作った版か、それより新しい版を使ってください。何も変更していません。",
                    $"{_path} holds a database with migration {applied.Name}, which this version of the product does not know, or knows otherwise. "
                        + "Use the version that wrote it, or a newer one. Nothing was changed."
                );
            }
        }

        return Says.Migrations.Count;
    }

    /// <summary>The files of the data folder: path below it, when it was last written to (UTC, to two seconds), and its bytes.</summary>
    internal IEnumerable<(string Path, DateTime ModifiedAt, Func<Stream> Open)> Files() =>
        _zip
            .Entries.Where(entry => entry.FullName.StartsWith(Folder, StringComparison.Ordinal))
            .Select(entry => (entry.FullName[Folder.Length..], DateTime.SpecifyKind(entry.LastWriteTime.DateTime, DateTimeKind.Utc), (Func<Stream>)entry.Open));

    /// <summary>A table's rows, as binary COPY takes them.</summary>
    internal Stream Rows(TableObject table) => (_zip.GetEntry(table.Entry) ?? throw Damaged(_path, table.Entry)).Open();

    public void Dispose() => _zip.Dispose();

    static FileStream OpenStream(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException($"{path} を読めません: {error.Message}", $"{path} cannot be read: {error.Message}", error);
        }
    }

    static bool BeginsAsBackup(FileStream file)
    {
        var head = new byte[NameAt + Mark.Length];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == head.Length && head.AsSpan(0, 4).SequenceEqual("PK\u0003\u0004"u8) && head.AsSpan(NameAt).SequenceEqual(Encoding.ASCII.GetBytes(Mark));
    }

    static byte[] Text(ZipArchive zip, string name)
    {
        using var content = (zip.GetEntry(name) ?? throw new InvalidDataException(name)).Open();
        using var text = new MemoryStream();
        content.CopyTo(text);
        return text.ToArray();
    }

    static RefusalException Damaged(string path, string what, Exception? fault = null) =>
        new(
            $"バックアップ {path} は壊れているか、途中までしかありません ({what})。何も変更していません。別のバックアップを使ってください。",
            $"The backup {path} is damaged or incomplete ({what}). Nothing was changed. Use another one.",
            fault
        );
}
