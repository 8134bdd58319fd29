using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>How a column's values are read and kept.</summary>
internal enum LoadedKind
{
    /// <summary>A key of a dimension, a flag: by dictionary.</summary>
    Key,

    /// <summary>A date key, kept as the day's number.</summary>
    Date,

    /// <summary>A text, kept as its place in the pool.</summary>
    Text,

    /// <summary>A referral's id, kept as the set of its members in a bridged dimension.</summary>
    Membership,

    /// <summary>A number or amount that may be unknown.</summary>
    Number,

    /// <summary>An id of which distinct ones are counted.</summary>
    Identity,
}

/// <summary>A column to be loaded: its name in the engine, the column of the fact's table that it is read from, and how.</summary>
/// <param name="DaysTo">Of days to a milestone: the column of its date.</param>
internal sealed record LoadedColumn(string Name, string Source, LoadedKind Kind, string? DaysTo = null);

/// <summary>
/// Which columns of a fact questions can need: those that the catalogue's measures and slicers name, and no others. Everything else stays in Postgres.
/// </summary>
internal sealed record FactLayout(Fact Fact, string IdColumn, IReadOnlyList<LoadedColumn> Columns)
{
    public const string Precision = "date_precision";

    /// <summary>How its rows are cut.</summary>
    public SegmentSizes Sizes { get; init; } = SegmentSizes.Default;

    /// <summary>
    /// All that a load takes from a catalogue, in words that are equal where that is: what was loaded by one catalogue answers questions of another
    /// of the same layout.
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

        // Scopes are drawn by these, whatever slicers an installation has.
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

    /// <summary>Name of the column that tells a row's member of a dimension, or the set of its members.</summary>
    public static string ColumnOf(Dimension dimension) => dimension.Bridge is null ? $"{dimension.Name}_key" : dimension.Name;
}
