using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>The words that figures are compared by: there are more cases or yen, a rate is higher, a time longer. Each is the end of a text's key.</summary>
public static class Degree
{
    /// <summary>For the largest of several figures: <c>.most</c>, <c>.highest</c>, <c>.longest</c>.</summary>
    public static string Superlative(this MeasureUnit unit) =>
        unit switch
        {
            MeasureUnit.Percent or MeasureUnit.Ratio or MeasureUnit.PerThousand => ".highest",
            MeasureUnit.Days or MeasureUnit.Years => ".longest",
            _ => ".most",
        };

    /// <summary>For a change upwards, downwards or none: <c>.more</c>, <c>.lower</c>, <c>.longer</c>, <c>.same</c>.</summary>
    public static string Comparative(this MeasureUnit unit, decimal change) =>
        (unit.Superlative(), Math.Sign(change)) switch
        {
            (_, 0) => ".same",
            (".highest", > 0) => ".higher",
            (".highest", _) => ".lower",
            (".longest", > 0) => ".longer",
            (".longest", _) => ".shorter",
            (_, > 0) => ".more",
            _ => ".fewer",
        };
}
