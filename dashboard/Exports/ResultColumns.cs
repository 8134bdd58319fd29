using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Exports;

/// <summary>Names by which an answer's parts leave the server.</summary>
internal static class ResultColumns
{
    /// <summary>
    /// cases, companies, people, meetings, percent, days, years, ratio, per_1000, or the currency's code (<c>currency</c> where it is not known
    /// which).
    /// </summary>
    public static string UnitName(MeasureUnit unit, string? currency) =>
        unit switch
        {
            MeasureUnit.Cases => "cases",
            MeasureUnit.Companies => "companies",
            MeasureUnit.People => "people",
            MeasureUnit.Meetings => "meetings",
            MeasureUnit.Percent => "percent",
            MeasureUnit.Days => "days",
            MeasureUnit.Years => "years",
            MeasureUnit.Ratio => "ratio",
            MeasureUnit.PerThousand => "per_1000",
            _ => currency ?? "currency",
        };

    public static string StateName(CellState state) =>
        state switch
        {
            CellState.NoData => "no_data",
            CellState.NotApplicable => "not_applicable",
            CellState.Suppressed => "suppressed",
            CellState.Immature => "immature",
            CellState.Provisional => "provisional",
            _ => "value",
        };

    public static string LabelName(SlicerColumn slicer) => $"{slicer.Name}_label";
}
