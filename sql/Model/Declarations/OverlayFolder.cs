namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// An installation's own declarations beside the product's: <c>Measures</c>, <c>Slicers</c>, <c>Datasets</c> and <c>Sources</c> (<c>*.yaml</c>),
/// <c>Checks</c> (<c>*.sql</c>), <c>Regions</c> and <c>Industries</c> (<c>*.csv</c>).
/// The folder need not exist.
/// </summary>
public sealed record OverlayFolder(string Path)
{
    private static readonly (string Kind, string Pattern)[] Kinds =
    [
        ("Measures", "*.yaml"),
        ("Slicers", "*.yaml"),
        ("Datasets", "*.yaml"),
        ("Sources", "*.yaml"),
        ("Checks", "*.sql"),
        ("Regions", "*.csv"),
        ("Industries", "*.csv"),
    ];

    /// <summary>Changes whenever a declaration is added, changed or removed. Polled, because not every file system reports changes.</summary>
    public string Stamp() =>
        string.Join(
            '\n',
            Kinds
                .SelectMany(kind => Files(Path, kind.Kind, kind.Pattern))
                .Select(file => new FileInfo(file))
                .Select(file => FormattableString.Invariant($"{file.FullName} {(file.Exists ? file.Length : -1)} {file.LastWriteTimeUtc.Ticks}"))
        );

    /// <summary>Creates the folders of all kinds, so that they can all be handed over to another account at once.</summary>
    public void Create()
    {
        foreach (var (kind, _) in Kinds)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, kind));
        }
    }

    /// <summary>Declarations of one kind, by name.</summary>
    public static IReadOnlyList<string> Files(string overlayFolder, string kind, string pattern) =>
        System.IO.Path.Combine(overlayFolder, kind) is var folder && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>The text of a declaration, or why it cannot be read.</summary>
    public static (string? Text, DeclarationFault? Fault) Read(string file)
    {
        try
        {
            return (File.ReadAllText(file), null);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (null, new(file, 1, new($"ファイルを読めません: {refused.Message}", $"The file cannot be read: {refused.Message}"), []));
        }
    }

    /// <summary>Writes the JSON Schema of a kind next to its declarations if it is missing or outdated, creating the folder if necessary.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void WriteSchema(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file) != text)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }
}
