using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// What the rows of each fact tell, in one publication of a dataset: the levels of dimensions and the columns of which any row has a real member, or
/// of which the
/// ledgers say something at least that nobody can read; and whether any row knows its day. What none of them tells is "not applicable", since 0 would
/// say that there was nothing: units that no ledger names, states that none has.
/// "No cluster" is an answer, unless the source knows no clusters at all; so is "no agreement in force" where the dataset has a list of agreements.
/// Immutable; the same for every catalogue.
/// </summary>
public sealed class KnownSlicers
{
    /// <summary>Of a dataset without rows; nothing is asked of them.</summary>
    public static readonly KnownSlicers Nothing = new(new Dictionary<string, IReadOnlySet<string>>());

    internal const string Day = "day";

    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> _facts;

    internal KnownSlicers(IReadOnlyDictionary<string, IReadOnlySet<string>> facts) => _facts = facts;

    /// <summary>True where any row of the fact has a real member of the slicer; of quarters and months: where any knows its day.</summary>
    public bool Has(Fact fact, SlicerDeclaration slicer) =>
        slicer.Kind switch
        {
            SlicerKind.Time => slicer.Grain == TimeGrain.FiscalYear || Has(fact, Day),
            SlicerKind.Column => Has(fact, slicer.Column!),
            _ => Has(fact, NameOf(slicer.Dimension!, slicer.CodeColumn!)),
        };

    /// <summary>False for a stock of rows in certain states where no row has a state at all.</summary>
    public bool HasStates(MeasureDeclaration measure) =>
        measure.Kind != MeasureKind.Stock
        || measure
            .Where.Where(c => c is { Dimension: null, Comparison: ComparisonKind.In } && measure.Fact.Column(c.Attribute) is { Kind: FactColumnKind.Text })
            .All(c => Has(measure.Fact, c.Attribute));

    private bool Has(Fact fact, string name) => _facts.TryGetValue(fact.TableName, out var names) && names.Contains(name);

    internal static string NameOf(Dimension dimension, string code) => $"{dimension.Name}.{code}";
}
