using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Load;

/// <summary>A file offered for loading.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="ReceivedVia"><c>load</c>, <c>inbox</c> or <c>upload</c>.</param>
/// <param name="Source">The source it must belong to; null: recognised by its headers.</param>
/// <param name="Dataset">The dataset it must go to; null: the source's, or <c>samples</c> if the file says that it is synthetic.</param>
/// <param name="Owner">Whose numbers it uses where its rows do not say.</param>
public sealed record OfferedFile(string Path, string ReceivedVia, string? Source = null, string? Dataset = null, string? Owner = null)
{
    /// <summary>What people call it.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whose numbers those are that a source's rows do not say it of.</summary>
    internal string OwnerFor(Source source) =>
        source.Owner is null ? BatchRecord.NoOwner
        : Owner is { } stated ? CodeCell.Owner(stated, source)
        : BatchRecord.UnstatedOwner;
}

/// <summary>
/// An offered file that has been read, and what came of it: rows, a refusal, or neither where it was loaded before. Whoever has it disposes it.
/// </summary>
public sealed record ReadFile(OfferedFile File) : IDisposable
{
    /// <summary>Of its content; null where it could not be opened.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes.</summary>
    public long Length { get; init; }

    /// <summary>Null where it was not recognised.</summary>
    public OpenedFile? Opened { get; init; }

    public ExtractedFile? Extracted { get; init; }

    public FileRefusedException? Refusal { get; init; }

    /// <summary>What receiving and reading it took.</summary>
    public double Seconds { get; init; }

    public void Dispose() => Extracted?.Dispose();
}

/// <summary>What became of an offered file.</summary>
public enum FileFate
{
    /// <summary>Its good rows lie in the warehouse and wait for publication.</summary>
    Loaded,

    /// <summary>The same content was loaded before: nothing to do.</summary>
    LoadedBefore,

    /// <summary>Refused whole; nothing changed.</summary>
    Refused,

    /// <summary>Loaded, but set aside: the reason is told, and nothing of it is published until somebody releases it.</summary>
    Held,
}

/// <summary>What became of one file, with the reason and mend where it was refused.</summary>
public sealed record FileReport(
    string File,
    FileFate Fate,
    int BatchId,
    string? Source,
    string? Dataset,
    int RowsRead,
    int RowsLoaded,
    int RowsRejected,
    int Warnings,
    double Seconds,
    Bilingual? Reason = null,
    Bilingual? Mend = null
)
{
    /// <summary>What was found of the file as a whole: sheets that were passed over, line ends that are mixed.</summary>
    public IReadOnlyList<Bilingual> Remarks { get; init; } = [];

    /// <summary>Loaded rows that the publication rejected: faults that only show beside other rows, names that mean nothing, days yet to come.</summary>
    public int RejectedByPublication { get; init; }

    /// <summary>Doubts that the publication had about rows that it kept.</summary>
    public int WarnedByPublication { get; init; }

    /// <summary>Loaded rows that the publication did not reject.</summary>
    public int RowsKept => RowsLoaded - RejectedByPublication;

    /// <summary>Rows that loading or the publication rejected.</summary>
    public int AllRejected => RowsRejected + RejectedByPublication;

    /// <summary>Doubts of loading and of the publication.</summary>
    public int AllWarnings => Warnings + WarnedByPublication;

    /// <summary>The same, where it was loaded, with what its publication found.</summary>
    internal FileReport With(IReadOnlyDictionary<int, (int Rejected, int Warned)> found) =>
        Fate == FileFate.Loaded && found.TryGetValue(BatchId, out var counts)
            ? this with
            {
                RejectedByPublication = counts.Rejected,
                WarnedByPublication = counts.Warned,
            }
            : this;
}
