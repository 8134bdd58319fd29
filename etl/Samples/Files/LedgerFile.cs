namespace Analytics.Etl.Samples.Files;

/// <summary>
/// A ledger being written, row by row; nothing of it is kept in memory. Each file (and each sheet of a workbook) says at its top that it is
/// synthetic. Not thread-safe;
/// <see cref="Finish"/> completes it, disposing without it leaves an incomplete file.
/// </summary>
public abstract class LedgerFile(string path, Layout layout) : IDisposable
{
    /// <summary>The sentence that marks a file as synthetic; the loader looks for 合成データ.</summary>
    public const string Mark = "合成データ（架空のデータであり、実在の企業・団体とは関係ありません）";

    /// <summary>Path below the folder of all samples, with forward slashes.</summary>
    public string Path { get; } = path;

    public Layout Layout { get; } = layout;

    /// <summary>Rows of data written, those with faults included; titles, headers, blank rows, totals and notes are not.</summary>
    public int Rows { get; private set; }

    public abstract string Format { get; }

    /// <summary>Writes a row whose cells stand in the ledger's canonical order, and returns its 1-based line in the file or sheet.</summary>
    public int Write(ReadOnlySpan<Cell> canonical, int sheet = 0)
    {
        Rows++;
        return Append(Layout.Arrange(canonical), sheet);
    }

    /// <summary>Writes a row that is no case: blank, a total, a note. Its cells stand in the file's own order.</summary>
    public int WriteAside(ReadOnlySpan<Cell> cells, int sheet = 0) => Append(cells, sheet);

    /// <summary>The sheet of the row last written, or null where the format has none.</summary>
    public virtual string? SheetName(int sheet) => null;

    public abstract void Finish();

    public abstract void Dispose();

    protected abstract int Append(ReadOnlySpan<Cell> cells, int sheet);
}

/// <summary>The columns of one file: which of the ledger's canonical columns it has, in which order, and what it calls them.</summary>
public sealed class Layout
{
    private readonly int[] order;
    private readonly Cell[] arranged;

    /// <param name="canonical">The ledger's column names in canonical order.</param>
    /// <param name="order">Names of the columns in the file's order; null = all as they are.</param>
    /// <param name="renamed">The file's own name for a canonical one.</param>
    public Layout(IReadOnlyList<string> canonical, IReadOnlyList<string>? order = null, IReadOnlyDictionary<string, string>? renamed = null)
    {
        order ??= canonical;
        this.order = [.. order.Select(name => canonical.ToList().IndexOf(name))];
        if (Array.IndexOf(this.order, -1) is >= 0 and var at)
            throw new ArgumentException($"'{order[at]}' is no column of this ledger.", nameof(order));
        Headers = [.. order.Select(name => renamed is not null && renamed.TryGetValue(name, out var own) ? own : name)];
        arranged = new Cell[order.Count];
    }

    public IReadOnlyList<string> Headers { get; }

    /// <summary>Where a canonical column stands in the file, or −1.</summary>
    public int Position(int canonical) => Array.IndexOf(order, canonical);

    internal ReadOnlySpan<Cell> Arrange(ReadOnlySpan<Cell> canonical)
    {
        for (var i = 0; i < order.Length; i++)
            arranged[i] = canonical[order[i]];
        return arranged;
    }
}
