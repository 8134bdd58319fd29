using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// What the rows of each fact have data for in one publication: the levels of dimensions and the columns for which any row has a real member, or for
/// which the ledgers have at least an unreadable value; and whether any row has an exact day. Anything else, such as a unit or state that no ledger
/// gives, is "not applicable" rather than 0, since 0 would claim that there were none. "No cluster" counts as data unless the source has no clusters
/// at all, and so does "no agreement in force" if the dataset has a list of agreements. Immutable; independent of the catalog.
/// </summary>
public sealed class KnownSlicers
{
    /// <summary>For a dataset without rows.</summary>
    public static readonly KnownSlicers Nothing = new(new Dictionary<string, IReadOnlySet<string>>());

    internal const string Day = "day";

    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> _facts;

    internal KnownSlicers(IReadOnlyDictionary<string, IReadOnlySet<string>> facts) => _facts = facts;

    /// <summary>True if any row of the fact has a real member of the slicer; for quarters and months, if any row has an exact day.</summary>
    public bool Has(Fact fact, SlicerDeclaration slicer) =>
        slicer.Kind switch
        {
            SlicerKind.Time => slicer.Grain == TimeGrain.FiscalYear || Has(fact, Day),
            SlicerKind.Column => Has(fact, slicer.Column!),
            _ => Has(fact, NameOf(slicer.Dimension!, slicer.CodeColumn!)),
        };

    /// <summary>False for a stock that filters by state if no row has a state.</summary>
    public bool HasStates(MeasureDeclaration measure) =>
        measure.Kind != MeasureKind.Stock
        || measure
            .Where.Where(c => c is { Dimension: null, Comparison: ComparisonKind.In } && measure.Fact.Column(c.Attribute) is { Kind: FactColumnKind.Text })
            .All(c => Has(measure.Fact, c.Attribute));

    private bool Has(Fact fact, string name) => _facts.TryGetValue(fact.TableName, out var names) && names.Contains(name);

    internal static string NameOf(Dimension dimension, string code) => $"{dimension.Name}.{code}";
}
