using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Asks Postgres which slicers each fact's rows have data for.</summary>
internal static class KnownSlicersReader
{
    // The bridge row of a referral whose source has no clusters at all.
    private const int NoMember = -2;

    private static readonly string[] Unsaid = [ReservedCode.Unknown, ReservedCode.NotApplicable];

    // The ledger columns behind a dimension or column whose values can be unreadable.
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        [Dimension.Region.Name] = ["municipality_code", "address"],
        [Dimension.Industry.Name] = ["industry_code"],
        [Dimension.TechnologyField.Name] = ["technology_field"],
        [Dimension.Channel.Name] = ["channel"],
        ["company_size"] = ["employees"],
    };

    /// <summary>Reads it from Postgres for all facts of the dataset. Each query stops at the first matching row.</summary>
    public static async Task<KnownSlicers> ReadAsync(NpgsqlConnection connection, DatasetState dataset, CancellationToken cancellation)
    {
        var facts = Fact.All.Where(dataset.Has).ToList();
        if (facts.Count == 0)
        {
            return KnownSlicers.Nothing;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var fact in facts)
        {
            var command = new NpgsqlBatchCommand(
                $"select {string.Join(",\n       ", QuestionsOf(fact, dataset).Select(asked => Exists(dataset, fact, asked.Condition)))}"
            );
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
            known[fact.TableName] = QuestionsOf(fact, dataset)
                .Where((_, index) => reader.GetBoolean(index))
                .Select(asked => asked.Name)
                .ToHashSet(StringComparer.Ordinal);
            await reader.NextResultAsync(cancellation);
        }

        return new KnownSlicers(known);
    }

    private static string Exists(DatasetState dataset, Fact fact, string condition) =>
        FactStatement.Fill(
            "Model/Postgres/Statements/known.sql",
            ("table", fact.TableName),
            ("version", dataset.VersionCondition("f")),
            ("date", fact.DateColumn),
            ("condition", condition)
        );

    private static IEnumerable<(string Name, string Condition)> QuestionsOf(Fact fact, DatasetState dataset) =>
        [
            (KnownSlicers.Day, "f.date_precision = 'day'"),
            .. fact.Columns.Where(c => c.Kind == FactColumnKind.Text).Select(c => (c.Name, OrSaid(c.Name, $"f.{c.Name} <> all(@unsaid)"))),
            .. fact.Dimensions.SelectMany(dimension =>
                dimension.CodeColumns.Select(code =>
                    (
                        KnownSlicers.NameOf(dimension, code),
                        dimension == Dimension.Agreement ? "exists (select from mart.dim_agreement a where a.dataset_key = @dataset and a.is_current)"
                        : dimension.Bridge is null
                            ? OrSaid(
                                dimension.Name,
                                $"f.{dimension.Name}_key in (select d.{dimension.Name}_key from mart.dim_{dimension.Name} d where d.{code} <> all(@unsaid))"
                            )
                        : "f.referral_id >= 0 and f.referral_id not in "
                            + $"(select b.referral_id from mart.{dimension.Bridge} b where b.dataset_key = @dataset and {dataset.VersionCondition("b")} and b.{dimension.Name}_key = {NoMember})"
                    )
                )
            ),
        ];

    /// <summary>A slicer also has data if the ledger has values that could not be read: those count as unknown, which is a figure too.</summary>
    private static string OrSaid(string name, string condition) =>
        Columns.TryGetValue(name, out var columns)
            ? $"({condition} or {FactStatement.Fill("Model/Postgres/Statements/said.sql", ("columns", string.Join(", ", columns.Select(column => $"'{column}'"))))})"
            : condition;
}
