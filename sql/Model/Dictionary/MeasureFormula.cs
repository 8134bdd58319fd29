using System.Globalization;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Dictionary;

/// <summary>How a measure is worked out, in one line: <c>sum(outcomes.quantity) where outcome_type = patent-filed or licence</c>.</summary>
internal static class MeasureFormula
{
    public static string Of(MeasureDeclaration measure)
    {
        var fact = measure.Fact.Name;
        var figure = measure.Kind switch
        {
            MeasureKind.Ratio => $"{Of(fact, measure.Numerator!)} ÷ {Of(fact, measure.Denominator!)}",
            MeasureKind.Quotient =>
                $"{string.Join(" + ", measure.Quotient!.Parts.Select(part => $"sum({fact}.{part.Name})"))} ÷ sum({fact}.{measure.Quotient.Base.Name})",
            MeasureKind.Incidence => $"{Percent(measure.Incidence!.Share)} of cumulative incidence({fact}.{measure.Incidence.Event.Name})",
            MeasureKind.Quantile => $"{Percent(measure.Share!.Value)} quantile({fact}.{measure.Value!.Name})",
            MeasureKind.Stock => $"stock({fact})",
            _ => Of(fact, measure.Kind, measure.Value),
        };
        return figure + Where(measure.Where);
    }

    private static string Of(string fact, Aggregate side)
    {
        var text = Of(fact, side.Kind, side.Value) + Where(side.Where);
        return side.Where.Count == 0 ? text : $"({text})";
    }

    private static string Of(string fact, MeasureKind kind, FactColumn? value) =>
        kind == MeasureKind.Count ? $"count({fact})" : $"{(kind == MeasureKind.Sum ? "sum" : "distinct")}({fact}.{value!.Name})";

    private static string Where(IReadOnlyList<Condition> conditions) => conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions.Select(Of))}";

    private static string Of(Condition condition)
    {
        var (name, codes, number) = (condition.Attribute, string.Join(" or ", condition.Codes), condition.Number?.ToString(CultureInfo.InvariantCulture));
        return condition.Comparison switch
        {
            ComparisonKind.In => $"{name} = {codes}",
            ComparisonKind.NotIn => $"{name} ≠ {codes}",
            ComparisonKind.IsTrue => name,
            ComparisonKind.IsFalse => $"not {name}",
            ComparisonKind.NotYet => $"{name} not yet",
            ComparisonKind.Less => $"{name} < {number}",
            ComparisonKind.LessOrEqual => $"{name} ≤ {number}",
            ComparisonKind.Greater => $"{name} > {number}",
            _ => $"{name} ≥ {number}",
        };
    }

    private static string Percent(decimal share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
