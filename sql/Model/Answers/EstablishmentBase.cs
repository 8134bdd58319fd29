using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>The establishments that the cells of an answer are set against: of the cell's own region, industry and year, or none.</summary>
internal sealed class EstablishmentBase(Question question, EstablishmentSheet sheet)
{
    /// <summary>Figures are given per so many establishments.</summary>
    public const int Per = 1000;

    /// <summary>Why no cell can have one, whatever is known; null where the question can be answered in principle.</summary>
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

    /// <summary>Years of which establishments are known.</summary>
    public IReadOnlyList<int> Years => sheet.Years;

    /// <summary>
    /// Year and number for a row (null: the totals): where it is held to one fiscal year and all of its region and industry is known in that year. Above 0.
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

    /// <summary>The codes of one kind that hold a cell; null where only another slicer could tell which of several are meant.</summary>
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
