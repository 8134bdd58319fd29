using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Cells;

/// <summary>What one cell was read as: a value (null is blank), a fault that rejects its row, or a value with a doubt.</summary>
readonly record struct CellValue(object? Value, Fault? Fault = null, Fault? Doubt = null)
{
    public static CellValue Broken(Rule rule, params object?[] mend) => new(null, Fault.Of(rule, mend));
}
