using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>
/// Every kind of file that can be loaded: the product's own declarations and those of the installation's folder, where one of the
/// same name takes the product's place. A faulty declaration disables that source alone. Immutable, thread-safe.
/// </summary>
public sealed class SourceCatalog
{
    /// <summary>Declarations of facts in an overlay stand in this folder; an installation's sources have whole paths.</summary>
    const string FurtherFacts = "Facts/";

    static readonly Lazy<SourceCatalog> OfProduct = new(() => Read([], []));

    SourceCatalog(FactCatalog facts, IReadOnlyList<Source> sources, IReadOnlyList<SourceFault> faults, IReadOnlyList<SourceText> overlay) =>
        (Facts, Sources, Faults, Overlay) = (facts, sources, faults, overlay);

    /// <summary>The facts that sources can feed.</summary>
    public FactCatalog Facts { get; }

    /// <summary>The usable sources in order of their names.</summary>
    public IReadOnlyList<Source> Sources { get; }

    public IReadOnlyList<SourceFault> Faults { get; }

    /// <summary>The installation's declarations as they were read: another process makes the same catalog of them.</summary>
    public IReadOnlyList<SourceText> Overlay { get; }

    public Source? Find(string name) => Sources.FirstOrDefault(source => source.Name == name);

    /// <param name="overlayFolder">Folder with further <c>*.yaml</c>; it need not exist.</param>
    public static SourceCatalog Load(string? overlayFolder = null)
    {
        if (overlayFolder is null || !Directory.Exists(overlayFolder))
            return OfProduct.Value;
        var files = Directory
            .EnumerateFiles(overlayFolder, "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Read: OverlayFolder.Read(path)))
            .ToList();
        var unreadable = files
            .Select(file => file.Read.Fault)
            .OfType<DeclarationFault>()
            .Select(fault => new SourceFault(fault.File, fault.Line, fault.Reason));
        return Of([.. files.Where(file => file.Read.Text is not null).Select(file => new SourceText(file.Path, file.Read.Text!))], [.. unreadable]);
    }

    /// <summary>
    /// The product's declarations with these over them. A text <c>Facts/&lt;name&gt;.yaml</c> declares a further fact, to be tried out before its
    /// migration and its mart are the product's.
    /// </summary>
    public static SourceCatalog Of(IReadOnlyList<SourceText> overlay, IReadOnlyList<SourceFault>? unreadable = null) =>
        overlay.Count == 0 && unreadable is null or { Count: 0 } ? OfProduct.Value : Read(overlay, unreadable ?? []);

    static SourceCatalog Read(IReadOnlyList<SourceText> overlay, IReadOnlyList<SourceFault> unreadable)
    {
        var assembly = typeof(SourceCatalog).Assembly;
        var further = overlay.Where(text => text.File.StartsWith(FurtherFacts, StringComparison.Ordinal)).ToList();
        var facts = further.Count == 0 ? FactCatalog.Product : FactCatalog.Of([.. FactCatalog.Texts, .. further.Select(text => (text.File, text.Yaml))]);
        var sources = new Dictionary<string, Source>(StringComparer.Ordinal);
        var faults = facts.Faults.Select(fault => new SourceFault(fault.File, fault.Line, fault.Reason)).ToList();
        Add(facts, EmbeddedText.List("Sources", ".yaml", assembly).Select(path => new SourceText(path, EmbeddedText.Read(path, assembly))), sources, faults);
        Add(facts, overlay.Except(further), sources, faults);
        return new(facts, [.. sources.Values.OrderBy(source => source.Name, StringComparer.Ordinal)], [.. faults, .. unreadable], overlay);
    }

    static void Add(FactCatalog facts, IEnumerable<SourceText> declarations, Dictionary<string, Source> sources, List<SourceFault> faults)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, yaml) in declarations)
        {
            var source = SourceDeclaration.Read(yaml, file, facts, faults, out var name);
            if (!seen.TryAdd(name, file))
            {
                faults.Add(new(file, 1, new($"「{name}」は {seen[name]} にもあります。", $"'{name}' is declared in {seen[name]} too.")));
                continue;
            }

            var lost = source is not null && sources.TryGetValue(name, out var product) ? ColumnTypes.Against(source, product).ToList() : [];
            faults.AddRange(lost.Select(reason => new SourceFault(file, 1, reason)));
            if (source is not null && lost.Count == 0)
                sources[name] = source;
            else
                // Reading on by the declaration that was meant to be replaced could misread amounts without a word.
                sources.Remove(name);
        }
    }
}

/// <summary>A declaration as it stands in its file.</summary>
public sealed record SourceText(string File, string Yaml);
