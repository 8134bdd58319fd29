using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Dictionary;

/// <summary>
/// What every measure, slicer, fact and column means, put together from their declarations; nothing stands here that they do not say. Immutable.
/// </summary>
public sealed class DataDictionary
{
    private readonly ModelCatalog _catalog;

    /// <param name="catalog">The declarations in force: the product's and, over them, the installation's.</param>
    public DataDictionary(ModelCatalog catalog)
    {
        _catalog = catalog;
        Entries =
        [
            .. catalog.Measures.Values.Select(OfMeasure),
            .. catalog.Slicers.Values.Select(OfSlicer),
            .. FactCatalog.Product.All.Select(OfFact),
            .. FactCatalog.Product.All.SelectMany(ColumnsOf),
        ];
    }

    /// <summary>All terms: measures, slicers, facts, columns, each in their declared order.</summary>
    public IReadOnlyList<DictionaryEntry> Entries { get; }

    /// <summary>Those that have every word of <paramref name="search"/>; all, where it is null or blank.</summary>
    public IReadOnlyList<DictionaryEntry> Find(string? search) => string.IsNullOrWhiteSpace(search) ? Entries : [.. Entries.Where(entry => entry.Has(search))];

    private DictionaryEntry OfMeasure(MeasureDeclaration measure)
    {
        var fact = measure.Fact.Name;
        var columns = measure
            .Conditions.Select(condition => condition.Attribute)
            .Concat(
                new[] { measure.Value, measure.Numerator?.Value, measure.Denominator?.Value, measure.Incidence?.Event, measure.Incidence?.Competing }
                    .Concat(measure.Quotient is { } quotient ? [.. quotient.Parts, quotient.Base, quotient.Each] : [])
                    .OfType<FactColumn>()
                    .Select(column => column.Name)
            )
            .Distinct();
        return new(
            TermKind.Measure,
            measure.Name,
            measure.Label,
            measure.Description,
            measure.Unit,
            measure.TimeName,
            MeasureFormula.Of(measure),
            [fact, .. columns.Select(column => $"{fact}.{column}")],
            CutBy(slicer => slicer.AppliesTo(measure.Fact)),
            measure.Definition,
            FileOf("Measures", measure.Name, ModelCatalog.Load().Measures.GetValueOrDefault(measure.Name)?.Definition == measure.Definition)
        );
    }

    private DictionaryEntry OfSlicer(SlicerDeclaration slicer)
    {
        var facts = Fact.All.Where(slicer.AppliesTo).Select(fact => fact.Name).ToList();
        var declared = FactCatalog.Product.All.Where(fact => facts.Contains(fact.Name)).Select(fact => fact.Label).ToList();
        return new(
            TermKind.Slicer,
            slicer.Name,
            slicer.Label,
            new(
                $"{string.Join('、', declared.Select(label => label.Ja))}を分けたり絞り込んだりします。{(slicer.Overlaps ? "1つの行が複数に属することがあります。" : "")}",
                $"Splits and filters {string.Join(", ", declared.Select(label => label.En.ToLowerInvariant()))}.{(slicer.Overlaps ? " One row may stand under several." : "")}"
            ),
            null,
            null,
            null,
            facts,
            [],
            slicer.Definition,
            FileOf("Slicers", slicer.Name, ModelCatalog.Load().Slicers.GetValueOrDefault(slicer.Name)?.Definition == slicer.Definition)
        );
    }

    private DictionaryEntry OfFact(FactDeclaration fact) =>
        new(
            TermKind.Fact,
            fact.Name,
            fact.Label,
            fact.Description,
            null,
            fact.Star?.Time?.ToString().ToLowerInvariant(),
            null,
            [.. Names(fact).Select(column => $"{fact.Name}.{column}")],
            SlicersOf(fact),
            DefinitionOf(fact),
            $"sql/Facts/{fact.Name}.yaml"
        );

    private IEnumerable<DictionaryEntry> ColumnsOf(FactDeclaration fact)
    {
        foreach (var column in Names(fact))
        {
            var words = fact.WordsOf(column) ?? new(new(column, column), null);
            var kind = fact.Star?.Asked.FirstOrDefault(asked => asked.Name == column)?.Kind;
            yield return new(
                TermKind.Column,
                $"{fact.Name}.{column}",
                words.Label,
                words.Note ?? new($"{fact.Label.Ja}の列です。", $"A column of {fact.Label.En.ToLowerInvariant()}."),
                kind == FactColumnKind.Money ? MeasureUnit.Currency : null,
                null,
                null,
                [fact.Name],
                SlicersOf(fact),
                DefinitionOf(fact),
                $"sql/Facts/{fact.Name}.yaml"
            );
        }
    }

    /// <summary>Columns of a fact that measures or readers of its view name: those that it has words for, and those that measures may ask.</summary>
    private static IEnumerable<string> Names(FactDeclaration fact) =>
        fact.Words.Keys.Concat(fact.Star?.Asked.Select(asked => asked.Name) ?? []).Distinct(StringComparer.Ordinal);

    private IReadOnlyList<string> SlicersOf(FactDeclaration fact) =>
        Fact.All.FirstOrDefault(asked => asked.Name == fact.Name) is { } asked ? CutBy(slicer => slicer.AppliesTo(asked)) : [];

    private IReadOnlyList<string> CutBy(Func<SlicerDeclaration, bool> applies) => [.. _catalog.Slicers.Values.Where(applies).Select(slicer => slicer.Name)];

    private static string DefinitionOf(FactDeclaration fact) => ModelCatalog.Hash(EmbeddedText.Read($"Facts/{fact.Name}.yaml"));

    private static string FileOf(string folder, string name, bool isOfProduct) =>
        isOfProduct ? $"sql/Model/{folder}/{name}.yaml" : $".data/model/{folder}/{name}.yaml";
}
