using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>The targets that a question needs, and the rows they belong to. Values as in the sheet: amounts in minor units.</summary>
internal sealed class Targets
{
    private readonly Dictionary<(string Measure, TargetGrain Grain), decimal> _values = [];
    private readonly HashSet<RowKey> _rows = [];

    /// <summary>Rows with a target; they are listed even if they have no figures yet.</summary>
    public IReadOnlyCollection<RowKey> Rows => _rows;

    public MemberSet Members { get; } = new();

    /// <summary>Conflicts within the sheet.</summary>
    public IReadOnlyList<TargetConflict> Conflicts { get; private init; } = [];

    public decimal? Of(string measure, TargetGrain grain) => _values.TryGetValue((measure, grain), out var value) ? value : null;

    /// <summary>True if the question needs the target sheet.</summary>
    public static bool AreAsked(Question question, DatasetState dataset) =>
        dataset.HasTargets && question.Measures.Any(IsOfTarget) && question.Slicers.All(TargetGrain.IsCoordinate) && !question.Scope.IsOfSomeRows;

    public static Targets Of(Question question, TargetSheet sheet)
    {
        var targets = new Targets { Conflicts = sheet.Conflicts };
        var measures = question.Measures.Where(IsOfTarget).Select(m => m.Measure.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var row in sheet.Rows.Where(row => measures.Contains(row.Measure)))
        {
            targets._values[(row.Measure, new TargetGrain(row.FiscalYear, row.Region, row.Cluster))] = row.Value;
            if (question.By.Count > 0 && question.Filters.All(f => f.Codes.Contains(CodeOf(row, f.Slicer)) != f.IsExcluded))
            {
                targets._rows.Add(new RowKey([.. question.By.Select(slicer => CodeOf(row, slicer))]));
                foreach (var slicer in question.By.Where(s => s.Dimension is not null))
                {
                    targets.Members.Add(row.Members[slicer.Name]);
                }
            }
        }

        return targets;
    }

    private static bool IsOfTarget(MeasureRequest request) => request.Facet is MeasureFacet.Target or MeasureFacet.TargetAttainment;

    private static string CodeOf(TargetRow row, SlicerDeclaration slicer) =>
        slicer.Dimension is null ? row.FiscalYear.ToString(CultureInfo.InvariantCulture) : row.Members[slicer.Name].Code;
}
