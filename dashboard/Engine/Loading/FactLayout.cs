using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>How a column's values are read and stored.</summary>
internal enum LoadedKind
{
    /// <summary>A dimension key or a flag; dictionary-encoded.</summary>
    Key,

    /// <summary>A date key, stored as a day number.</summary>
    Date,

    /// <summary>A text, stored as its position in the pool.</summary>
    Text,

    /// <summary>A referral's id, stored as the set of its members in a bridged dimension.</summary>
    Membership,

    /// <summary>A number or amount that may be unknown.</summary>
    Number,

    /// <summary>An id whose distinct values are counted.</summary>
    Identity,
}

/// <summary>A column to load: its name in the engine, its source column in the fact's table, and its kind.</summary>
/// <param name="DaysTo">For days to a milestone: the column with the milestone's date.</param>
internal sealed record LoadedColumn(string Name, string Source, LoadedKind Kind, string? DaysTo = null);

/// <summary>
/// The columns of a fact that questions can need, namely those named by the catalogue's measures and slicers. All others stay in Postgres.
/// </summary>
internal sealed record FactLayout(Fact Fact, string IdColumn, IReadOnlyList<LoadedColumn> Columns)
{
    public const string Precision = "date_precision";

    /// <summary>Limits for blocks and spans.</summary>
    public SegmentSizes Sizes { get; init; } = SegmentSizes.Default;

    /// <summary>
    /// A text that identifies everything a load takes from a catalogue. Data loaded under one catalogue can answer questions of another one with the
    /// same text.
    /// </summary>
    public static string Describe(ModelCatalog catalog) =>
        string.Join(
            '\n',
            Fact.All.Select(fact =>
                    $"{fact.TableName}: {string.Join(", ", Of(fact, catalog).Columns.Select(column => $"{column}").Order(StringComparer.Ordinal))}"
                )
                .Concat(
                    TargetSheet
                        .Slicers(catalog)
                        .Select(slicer => $"targets by {slicer.Name}: {slicer.Kind} {slicer.Dimension!.Name} {slicer.CodeColumn}")
                        .Order(StringComparer.Ordinal)
                )
        );

    public static FactLayout Of(Fact fact, ModelCatalog catalog)
    {
        var columns = new Dictionary<string, LoadedColumn>(StringComparer.Ordinal);
        Add(fact.DateColumn, LoadedKind.Date);
        Add(Precision, LoadedKind.Text);
        foreach (var slicer in catalog.Slicers.Values.Where(s => s.AppliesTo(fact)))
        {
            if (slicer.Kind == SlicerKind.Column)
            {
                Add(slicer.Column!, LoadedKind.Text);
            }
            else if (slicer.Dimension is { } dimension)
            {
                AddDimension(dimension);
            }
        }

        // Scopes filter by these dimensions, even if no slicer uses them.
        new[] { Dimension.Referrer, Dimension.Unit, Dimension.Region }
            .Where(fact.Dimensions.Contains)
            .ToList()
            .ForEach(AddDimension);
        foreach (
            var measure in catalog
                .Measures.Values.Concat(catalog.Measures.Values.Select(m => m.OfWhich?.Measure).OfType<MeasureDeclaration>())
                .Where(m => m.Fact == fact)
        )
        {
            var values = new[]
            {
                measure.Value,
                measure.KnownOf,
                measure.Numerator?.Value,
                measure.Denominator?.Value,
                measure.Incidence?.Event,
                measure.Incidence?.Competing,
                measure.Quotient?.Base,
                measure.Quotient?.Each,
            };
            foreach (var value in values.Concat(measure.Quotient?.Parts ?? []).OfType<FactColumn>())
            {
                AddColumn(value);
            }

            if (measure.MatchedBy is { } matched)
            {
                Add(matched.Name, LoadedKind.Key);
            }

            foreach (var condition in measure.Conditions)
            {
                if (condition.Dimension is { } dimension)
                {
                    AddDimension(dimension);
                }
                else
                {
                    AddColumn(fact.Column(condition.Attribute)!);
                }
            }
        }

        return new FactLayout(fact, fact.IdColumn, [.. columns.Values]);

        void Add(string name, LoadedKind kind) => columns.TryAdd(name, new LoadedColumn(name, name, kind));

        void AddDimension(Dimension dimension) =>
            columns.TryAdd(
                ColumnOf(dimension),
                dimension.Bridge is null
                    ? new LoadedColumn(ColumnOf(dimension), ColumnOf(dimension), LoadedKind.Key)
                    : new LoadedColumn(ColumnOf(dimension), "referral_id", LoadedKind.Membership)
            );

        void AddColumn(FactColumn column)
        {
            foreach (var milestone in column.Milestones)
            {
                Add(milestone.DateColumn, LoadedKind.Date);
                if (column.Kind != FactColumnKind.Stage)
                {
                    columns.TryAdd(milestone.DaysColumn, new LoadedColumn(milestone.DaysColumn, milestone.DaysColumn, LoadedKind.Number, milestone.DateColumn));
                }
            }

            if (column.Since is { } since)
            {
                Add(since, LoadedKind.Date);
            }

            if (column.Milestones.Count == 0 && column.Since is null)
            {
                Add(
                    column.Name,
                    column.Kind switch
                    {
                        FactColumnKind.Text => LoadedKind.Text,
                        FactColumnKind.Flag => LoadedKind.Key,
                        FactColumnKind.Identity => LoadedKind.Identity,
                        _ => LoadedKind.Number,
                    }
                );
            }
        }
    }

    /// <summary>Name of the column with a row's member of a dimension, or with its set of members.</summary>
    public static string ColumnOf(Dimension dimension) => dimension.Bridge is null ? $"{dimension.Name}_key" : dimension.Name;
}
