using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>Finds the establishment count to divide a cell by: that of the cell's own region, industry and year, if known.</summary>
internal sealed class EstablishmentBase(Question question, EstablishmentSheet sheet)
{
    /// <summary>Figures are given per this many establishments.</summary>
    public const int Per = 1000;

    /// <summary>Why no cell of this question can have a base, whatever the data; null if cells can.</summary>
    public Bilingual? WhyNever(DatasetState dataset) =>
        !dataset.Has(Fact.Establishments) ? new("事業所数が登録されていません。", "No establishments are on record.")
        : question.Scope.IsOfSomeRows
            ? new(
                "閲覧できる範囲（組織・地域）だけの事業所数は分かりません。",
                "Establishments are not known for the organisations or regions that you may see."
            )
        : question.Slicers.Where(s => !EstablishmentGrain.IsCoordinate(s)).Select(s => s.Label).ToList() is { Count: > 0 } odd
            ? new(
                $"事業所数は「{string.Join("」「", odd.Select(o => o.Ja))}」別に集計できません。",
                $"Establishments cannot be broken down by {string.Join(" or ", odd.Select(o => $"“{o.En}”"))}."
            )
        : null;

    /// <summary>Years for which establishment counts exist.</summary>
    public IReadOnlyList<int> Years => sheet.Years;

    /// <summary>
    /// Year and count (above 0) for a row, or for the totals if null: only if the row covers a single fiscal year, and counts for all of its region
    /// and industry exist in that year.
    /// </summary>
    public (int Year, long Establishments)? Of(RowKey? row)
    {
        if (
            !question.Slicers.All(s => EstablishmentGrain.IsCoordinate(s) && question.HoldsExactly(s, row))
            || question.Scope.IsOfSomeRows
            || question.Slicers.FirstOrDefault(s => s.Grain == TimeGrain.FiscalYear) is not { } time
            || question.CoordinateOf(time, row) is not [var code]
            || ReservedCode.Rank(code) > 0
        )
        {
            return null;
        }

        var year = int.Parse(code, CultureInfo.InvariantCulture);
        var held = question.Slicers.Where(s => s.Dimension is not null && question.CoordinateOf(s, row).Count > 0).ToList();
        var grain = EstablishmentGrain.Of(held);
        if (
            CodesOf(held, Dimension.Region, grain.RegionColumn, row) is not { } regions
            || CodesOf(held, Dimension.Industry, grain.IndustryColumn, row) is not { } industries
        )
        {
            return null;
        }

        long sum = 0;
        foreach (var (region, industry) in regions.SelectMany(region => industries.Select(industry => (region, industry))))
        {
            if (sheet.Of(grain, year, region, industry) is not { } known)
            {
                return null;
            }

            sum += known;
        }

        return sum > 0 ? (year, sum) : null;
    }

    /// <summary>The codes that hold the cell to one kind of column; null if only another slicer could tell which of several codes apply.</summary>
    private IReadOnlyList<string>? CodesOf(List<SlicerDeclaration> held, Dimension dimension, string column, RowKey? row)
    {
        var slicers = held.Where(s => s.Dimension == dimension).ToList();
        if (slicers.Count == 0)
        {
            return [""];
        }

        var codes = question.CoordinateOf(slicers.First(s => s.CodeColumn == column), row);
        return slicers.Count == 1 || codes.Count == 1 ? codes : null;
    }
}
