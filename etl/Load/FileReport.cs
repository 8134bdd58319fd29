
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
}

/// <summary>What became of an offered file.</summary>
public enum FileFate
{
    /// <summary>Its good rows lie in <c>raw</c> and wait for publication.</summary>
    Loaded,

    /// <summary>The same content was loaded before: nothing to do.</summary>
    LoadedBefore,

    /// <summary>Refused whole; nothing changed.</summary>
    Refused,
}

/// <summary>What became of one file, with the reason and mend where it was refused.</summary>
public sealed record FileReport(string File, FileFate Fate, int BatchId, string? Source, string? Dataset, int RowsRead, int RowsLoaded, int RowsRejected, int Warnings, double Seconds, Bilingual? Reason = null, Bilingual? Mend = null)
{
    /// <summary>What was found of the file as a whole: sheets that were passed over, line ends that are mixed.</summary>
    public IReadOnlyList<Bilingual> Remarks { get; init; } = [];

    /// <summary>Loaded rows that the publication rejected: faults that only show beside other rows, names that mean nothing, days yet to come.</summary>
    public int RejectedByPublication { get; init; }

    /// <summary>Loaded rows that the publication did not reject.</summary>
    public int RowsKept => RowsLoaded - RejectedByPublication;

    /// <summary>Rows that loading or the publication rejected.</summary>
    public int AllRejected => RowsRejected + RejectedByPublication;
}
