namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// All facts that sources can feed, in their declared order. They belong to the program, since each has a mart and tables: an installation adds none.
/// Immutable and thread-safe.
/// </summary>
public sealed class FactCatalog
{
    private const string Folder = "Facts";
    private static readonly Lazy<FactCatalog> OfProduct = new(() => Of(Texts));

    private FactCatalog(IReadOnlyList<FactDeclaration> facts, string definition, IReadOnlyList<DeclarationFault> faults) =>
        (All, Definition, Faults) = (facts, definition, faults);

    /// <summary>Those of the product.</summary>
    /// <exception cref="InvalidDataException">One of them is faulty.</exception>
    public static FactCatalog Product =>
        OfProduct.Value.Faults is [] ? OfProduct.Value : throw new InvalidDataException(string.Join('\n', OfProduct.Value.Faults));

    /// <summary>The product's declarations as they stand in their files.</summary>
    public static IReadOnlyList<(string File, string Yaml)> Texts => [.. EmbeddedText.List(Folder, ".yaml").Select(path => (path, EmbeddedText.Read(path)))];

    public IReadOnlyList<FactDeclaration> All { get; }

    /// <summary>All that the declarations say, as one text.</summary>
    public string Definition { get; }

    /// <summary>Declarations that are left out, and why.</summary>
    public IReadOnlyList<DeclarationFault> Faults { get; }

    public IReadOnlyList<string> Names => [.. All.Select(fact => fact.Name)];

    /// <summary>The fact of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public FactDeclaration this[string name] => All.FirstOrDefault(fact => fact.Name == name) ?? throw new KeyNotFoundException($"There is no fact '{name}'.");

    /// <summary>Of these declarations.</summary>
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
