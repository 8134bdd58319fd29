namespace Analytics.Etl.Sources;

/// <summary>
/// A value (数値) beside its unit (単位) whose meaning another column decides: a number of cases or people becomes
/// <c>quantity</c>, money becomes <c>amount</c> in minor units.
/// </summary>
/// <param name="Value">The column with the value.</param>
/// <param name="Unit">The column with the unit.</param>
/// <param name="By">The choice column that decides.</param>
/// <param name="Kinds">What each of its codes is counted in.</param>
/// <param name="NotCumulative">Codes for which a running total (累計) is refused.</param>
public sealed record MeasuredValue(string Value, string Unit, string By, IReadOnlyDictionary<string, MeasuredKind> Kinds, IReadOnlySet<string> NotCumulative)
{
    public const string Quantity = "quantity";
    public const string Amount = "amount";
}

/// <summary>What something is counted in.</summary>
public enum MeasuredKind
{
    /// <summary>件, never negative.</summary>
    Count,

    /// <summary>人, a net change that may be negative.</summary>
    People,

    /// <summary>An amount of money.</summary>
    Money,

    /// <summary>An amount of money that is itself one case, or a plain number of cases (loans).</summary>
    CountedMoney,
}
