namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// All facts that sources can feed, in declared order. Each fact has a mart and tables, so they are part of the program and an installation cannot
/// add any. Immutable and thread-safe.
/// </summary>
public sealed class FactCatalog
{
    private const string Folder = "Facts";
    private static readonly Lazy<FactCatalog> OfProduct = new(() => Of(Texts));

    private FactCatalog(IReadOnlyList<FactDeclaration> facts, string definition, IReadOnlyList<DeclarationFault> faults) =>
        (All, Definition, Faults) = (facts, definition, faults);

    /// <summary>The product's facts.</summary>
    /// <exception cref="InvalidDataException">A declaration is invalid.</exception>
    public static FactCatalog Product =>
        OfProduct.Value.Faults is [] ? OfProduct.Value : throw new InvalidDataException(string.Join('\n', OfProduct.Value.Faults));

    /// <summary>The product's declaration files.</summary>
    public static IReadOnlyList<(string File, string Yaml)> Texts => [.. EmbeddedText.List(Folder, ".yaml").Select(path => (path, EmbeddedText.Read(path)))];

    public IReadOnlyList<FactDeclaration> All { get; }

    /// <summary>The text of all declarations.</summary>
    public string Definition { get; }

    /// <summary>Why declarations were skipped.</summary>
    public IReadOnlyList<DeclarationFault> Faults { get; }

    public IReadOnlyList<string> Names => [.. All.Select(fact => fact.Name)];

    /// <summary>The fact with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such fact.</exception>
    public FactDeclaration this[string name] => All.FirstOrDefault(fact => fact.Name == name) ?? throw new KeyNotFoundException($"There is no fact '{name}'.");

    /// <summary>Builds a catalog from declarations.</summary>
    public static FactCatalog Of(IEnumerable<(string File, string Yaml)> declarations)
    {
        var (facts, faults, texts) = (new List<FactDeclaration>(), new List<DeclarationFault>(), declarations.ToList());
        foreach (var (file, yaml) in texts)
        {
            try
            {
                facts.Add(FactReader.Read(Path.GetFileNameWithoutExtension(file), yaml));
            }
            catch (DeclarationException fault)
            {
                faults.AddRange(fault.In(file));
            }
        }

        return new([.. facts.OrderBy(fact => fact.Sort)], string.Join('\n', texts.Select(text => text.Yaml)), faults);
    }
}
