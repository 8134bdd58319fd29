using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// What the rows of each fact tell, in one publication of a dataset: the levels of dimensions and the columns of which any row has a real member, or of which the
/// ledgers say something at least that nobody can read; and whether any row knows its day. What none of them tells is "not applicable", since 0 would say that there was nothing: units that no ledger names, states that none has.
/// "No cluster" is an answer, unless the source knows no clusters at all; so is "no agreement in force" where the dataset has a list of agreements. Immutable; the same for every catalogue.
/// </summary>
public sealed class KnownSlicers
{
    /// <summary>Of a dataset without rows; nothing is asked of them.</summary>
    public static readonly KnownSlicers Nothing = new(new Dictionary<string, IReadOnlySet<string>>());

    private const string Day = "day";

    // The bridge's row of a referral whose source knows no clusters at all.
    private const int NoMember = -2;

    private static readonly string[] Unsaid = [ReservedCode.Unknown, ReservedCode.NotApplicable];

    // The ledger's columns that tell a dimension or column, where what they say may be unreadable.
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        [Dimension.Region.Name] = ["municipality_code", "address"],
        [Dimension.Industry.Name] = ["industry_code"],
        [Dimension.TechnologyField.Name] = ["technology_field"],
        [Dimension.Channel.Name] = ["channel"],
        ["company_size"] = ["employees"],
    };

    private readonly IReadOnlyDictionary<string, IReadOnlySet<string>> _facts;

    private KnownSlicers(IReadOnlyDictionary<string, IReadOnlySet<string>> facts) => _facts = facts;

    /// <summary>True where any row of the fact has a real member of the slicer; of quarters and months: where any knows its day.</summary>
    public bool Has(Fact fact, SlicerDeclaration slicer) => slicer.Kind switch
    {
        SlicerKind.Time => slicer.Grain == TimeGrain.FiscalYear || Has(fact, Day),
        SlicerKind.Column => Has(fact, slicer.Column!),
        _ => Has(fact, NameOf(slicer.Dimension!, slicer.CodeColumn!)),
    };

    /// <summary>False for a stock of rows in certain states where no row has a state at all.</summary>
    public bool HasStates(MeasureDeclaration measure) => measure.Kind != MeasureKind.Stock
        || measure.Where.Where(c => c is { Dimension: null, Comparison: ComparisonKind.In } && measure.Fact.Column(c.Attribute) is { Kind: FactColumnKind.Text })
            .All(c => Has(measure.Fact, c.Attribute));

    private bool Has(Fact fact, string name) => _facts.TryGetValue(fact.TableName, out var names) && names.Contains(name);

    /// <summary>Reads it from Postgres, for all facts that the dataset has. Each question stops at the first row that answers it.</summary>
    public static async Task<KnownSlicers> ReadAsync(NpgsqlConnection connection, DatasetState dataset, CancellationToken cancellation)
    {
        var facts = Fact.All.Where(dataset.Has).ToList();
        if (facts.Count == 0)
        {
            return Nothing;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var fact in facts)
        {
            var command = new NpgsqlBatchCommand($"select {string.Join(",\n       ", QuestionsOf(fact, dataset).Select(asked => Exists(dataset, fact, asked.Condition)))}");
            dataset.Bind(command.Parameters);
            command.Parameters.Add(new NpgsqlParameter<int>("through", dataset.ThroughKey));
            command.Parameters.Add(new NpgsqlParameter<string[]>("unsaid", Unsaid));
            command.Parameters.Add(new NpgsqlParameter<string>("code", dataset.Code));
            command.Parameters.Add(new NpgsqlParameter<int>("as_of", dataset.Publication));
            batch.BatchCommands.Add(command);
        }

        var known = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var fact in facts)
        {
            await reader.ReadAsync(cancellation);
            known[fact.TableName] = QuestionsOf(fact, dataset).Where((_, index) => reader.GetBoolean(index)).Select(asked => asked.Name).ToHashSet(StringComparer.Ordinal);
            await reader.NextResultAsync(cancellation);
        }

        return new KnownSlicers(known);
    }

    private static string Exists(DatasetState dataset, Fact fact, string condition) => FactStatement.Fill("Model/Statements/known.sql",
        ("table", fact.TableName), ("version", dataset.VersionCondition("f")), ("date", fact.DateColumn), ("condition", condition));

    private static IEnumerable<(string Name, string Condition)> QuestionsOf(Fact fact, DatasetState dataset) =>
    [
        (Day, "f.date_precision = 'day'"),
        .. fact.Columns.Where(c => c.Kind == FactColumnKind.Text).Select(c => (c.Name, OrSaid(c.Name, $"f.{c.Name} <> all(@unsaid)"))),
        .. fact.Dimensions.SelectMany(dimension => dimension.CodeColumns.Select(code => (NameOf(dimension, code), dimension == Dimension.Agreement
            ? "exists (select from mart.dim_agreement a where a.dataset_key = @dataset and a.is_current)"
            : dimension.Bridge is null
            ? OrSaid(dimension.Name, $"f.{dimension.Name}_key in (select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{code} <> all(@unsaid))")
            : "f.referral_id >= 0 and f.referral_id not in "
                + $"(select b.referral_id from mart.{dimension.Bridge} b where b.dataset_key = @dataset and {dataset.VersionCondition("b")} and b.{dimension.Name}_key = {NoMember})"))),
    ];

    /// <summary>Of what a referral's ledger says it is also known where all that it says is unreadable: then it is unknown, which is a figure.</summary>
    private static string OrSaid(string name, string condition) => Columns.TryGetValue(name, out var columns)
        ? $"({condition} or {FactStatement.Fill("Model/Statements/said.sql", ("columns", string.Join(", ", columns.Select(column => $"'{column}'"))))})" : condition;

    private static string NameOf(Dimension dimension, string code) => $"{dimension.Name}.{code}";
}
