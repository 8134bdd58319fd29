namespace Analytics.Etl.Findings;

/// <summary>A rule that a cell or row breaks, with what fills the places of its texts.</summary>
sealed record Fault(Rule Rule, object?[] Reason, object?[] Mend)
{
    public static Fault Of(Rule rule, params object?[] mend) => new(rule, [], mend);

    public Bilingual ReasonText => field ??= Rule.Reason.With(Reason);

    public Bilingual MendText => field ??= Rule.Mend.With(Mend);
}
