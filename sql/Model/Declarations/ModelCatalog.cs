using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// All measures and slicers that questions may name, and how datasets are presented: the product's embedded declarations, overlaid by an
/// installation's folders of the same names (<c>Measures</c>, <c>Slicers</c>, <c>Datasets</c>). An invalid declaration is skipped, alone, and listed
/// in <see cref="Faults"/> with file and line. Immutable and thread-safe.
/// </summary>
public sealed partial class ModelCatalog
{
    /// <summary>Parameters of a question other than slicers; no declaration may use these names.</summary>
    public static readonly IReadOnlyList<string> ReservedParameters =
    [
        "dataset",
        "measure",
        "by",
        "publication",
        "format",
        "lang",
        "page",
        "size",
        "sort",
        "top",
        "others",
    ];

    private static readonly string[] Folders = ["Slicers", "Measures", "Datasets"];

    // Read once: it never changes while the program runs, and reading takes tens of milliseconds.
    private static readonly Lazy<ModelCatalog> OfProduct = new(() => Read(null));

    // Measures as worded by datasets; cached so that repeated lookups return the same instance.
    private readonly Dictionary<(string Dataset, string Measure), MeasureDeclaration> _reworded;

    private ModelCatalog(
        IReadOnlyDictionary<string, MeasureDeclaration> measures,
        IReadOnlyDictionary<string, SlicerDeclaration> slicers,
        IReadOnlyDictionary<string, DatasetDeclaration> datasets,
        IReadOnlyList<DeclarationFault> faults
    )
    {
        (Measures, Slicers, Datasets, Faults) = (measures, slicers, datasets, faults);
        _reworded = datasets
            .Values.SelectMany(d =>
                d.Measures.Where(m => measures.ContainsKey(m.Key))
                    .Select(m => (Key: (d.Name, m.Key), Measure: measures[m.Key] with { Label = m.Value.Label, Description = m.Value.Description }))
            )
            .ToDictionary(m => m.Key, m => m.Measure);
    }

    /// <summary>By name, in declared order.</summary>
    public IReadOnlyDictionary<string, MeasureDeclaration> Measures { get; }

    /// <summary>By name, in declared order.</summary>
    public IReadOnlyDictionary<string, SlicerDeclaration> Slicers { get; }

    /// <summary>Datasets with a declaration of their own, by code; see <see cref="DatasetOf"/>.</summary>
    public IReadOnlyDictionary<string, DatasetDeclaration> Datasets { get; }

    /// <summary>Hash of all declaration files, including invalid ones.</summary>
    public required string Version { get; init; }

    /// <summary>Why declarations were skipped.</summary>
    public IReadOnlyList<DeclarationFault> Faults { get; }

    /// <summary>Reads the embedded declarations and, over them, those in <paramref name="overlayFolder"/> (it need not exist).</summary>
    public static ModelCatalog Load(string? overlayFolder = null) =>
        overlayFolder is null || Folders.All(folder => OverlayFolder.Files(overlayFolder, folder, "*.yaml") is []) ? OfProduct.Value : Read(overlayFolder);

    private static ModelCatalog Read(string? overlayFolder)
    {
        var faults = new List<DeclarationFault>();
        var slicers = ReadAll("Slicers", overlayFolder, faults, (name, text, definition) => SlicerReader.Read(name, text) with { Definition = definition });
        var measures = ReadAll(
            "Measures",
            overlayFolder,
            faults,
            (name, text, definition) =>
                slicers.ContainsKey(name)
                    ? throw new DeclarationException(1, new($"「{name}」は切り口の名前です。", $"'{name}' is the name of a slicer."), [])
                    : MeasureReader.Read(name, text, definition)
        );
        RequireParts(measures, faults);
        var datasets = ReadAll("Datasets", overlayFolder, faults, (name, text, _) => DatasetReader.Read(name, text, NamesOf("Measures"), NamesOf("Slicers")));
        // Names are taken from the files, so that one invalid declaration does not cause errors in the datasets that name it.
        IReadOnlyCollection<string> NamesOf(string folder) => [.. Files(folder, overlayFolder).Select(f => Path.GetFileNameWithoutExtension(f.File))];
        var texts = Folders.SelectMany(folder => Files(folder, overlayFolder)).Select(f => $"{f.File} {Hash(f.Text ?? "")}");
        return new ModelCatalog(Ordered(measures, m => m.Sort), Ordered(slicers, s => s.Sort), datasets, faults) { Version = Hash(string.Join('\n', texts)) };
    }

    /// <summary>How a dataset is presented: its own declaration, or else that of the ledgers.</summary>
    public DatasetDeclaration DatasetOf(string dataset) =>
        Datasets.GetValueOrDefault(dataset) ?? Datasets.GetValueOrDefault(DatasetDeclaration.Common) ?? DatasetDeclaration.None;

    /// <summary>A measure as named and explained by a dataset.</summary>
    public MeasureDeclaration MeasureOf(string dataset, string name) => _reworded.GetValueOrDefault((DatasetOf(dataset).Name, name)) ?? Measures[name];

    /// <summary>A slicer's label in a dataset.</summary>
    public Bilingual LabelOf(string dataset, string slicer) => DatasetOf(dataset).Slicers.GetValueOrDefault(slicer) ?? Slicers[slicer].Label;

    /// <summary>
    /// The measures (with or without suffix), each amount followed by its parts, since it is never shown without them. Targets and percentages have
    /// no parts.
    /// </summary>
    public IReadOnlyList<string> WithParts(IEnumerable<string> measures) => [.. measures.SelectMany(WithParts).Distinct(StringComparer.Ordinal)];

    private IEnumerable<string> WithParts(string name)
    {
        var (plain, suffix) = name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? (name[..at], name[at..]) : (name, "");
        var isOwn = suffix is "" or ".previous" or ".change" or ".running" or ".to_date" or ".previous_to_date" or ".per_1000_establishments";
        return isOwn && Measures.GetValueOrDefault(plain) is { } measure ? measure.Parts.Keys.Select(part => part + suffix).Prepend(name) : [name];
    }

    // A measure whose parts do not exist is skipped, as it would be shown without them.
    private static void RequireParts(Dictionary<string, MeasureDeclaration> measures, List<DeclarationFault> faults)
    {
        foreach (var measure in measures.Values.ToList())
        {
            if (measure.Parts.Keys.FirstOrDefault(part => !measures.ContainsKey(part)) is not { } missing)
                continue;
            measures.Remove(measure.Name);
            faults.Add(
                new(
                    $"Model/Measures/{measure.Name}.yaml",
                    1,
                    new($"「parts」の「{missing}」という指標はありません。", $"'parts' names '{missing}', and there is no such measure."),
                    [.. measures.Keys.Order(StringComparer.Ordinal)]
                )
            );
        }
    }

    private static Dictionary<string, T> ReadAll<T>(string folder, string? overlayFolder, List<DeclarationFault> faults, Func<string, string, string, T> read)
    {
        var declarations = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (file, text, unreadable) in Files(folder, overlayFolder))
        {
            if (text is null)
            {
                faults.Add(unreadable!);
                continue;
            }

            var name = Path.GetFileNameWithoutExtension(file);
            try
            {
                if (!NamePattern().IsMatch(name) || ReservedParameters.Contains(name))
                {
                    throw new DeclarationException(
                        1,
                        new(
                            "ファイル名が名前になります：英小文字で始まり、英小文字・数字・下線だけ。",
                            "The file's name is the name: lower-case letters, digits and _, beginning with a letter; not a reserved parameter."
                        ),
                        []
                    );
                }

                declarations[name] = read(name, text, Hash(text));
            }
            catch (DeclarationException fault)
            {
                faults.AddRange(fault.In(file));
            }
        }

        return declarations;
    }

    /// <summary>Each declaration once: an installation's file replaces the embedded one of the same name.</summary>
    private static IEnumerable<(string File, string? Text, DeclarationFault? Unreadable)> Files(string folder, string? overlayFolder)
    {
        var overlaid = overlayFolder is null ? [] : OverlayFolder.Files(overlayFolder, folder, "*.yaml");
        var names = overlaid.Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        return EmbeddedText
            .List($"Model/{folder}", ".yaml")
            .Where(file => !names.Contains(Path.GetFileName(file)))
            .Select(file => (file, (string?)EmbeddedText.Read(file), (DeclarationFault?)null))
            .Concat(overlaid.Select(file => OverlayFolder.Read(file) is var (text, fault) ? (file, text, fault) : default));
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim())))[..16];

    private static OrderedDictionary<string, T> Ordered<T>(Dictionary<string, T> declarations, Func<T, int> sort) =>
        new(declarations.OrderBy(d => sort(d.Value)).ThenBy(d => d.Key, StringComparer.Ordinal), StringComparer.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}$")]
    private static partial Regex NamePattern();
}
