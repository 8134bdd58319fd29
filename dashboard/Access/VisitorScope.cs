using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Access;

/// <summary>
/// What the visitor may see: everything, as long as there is no sign-in and the server listens on loopback only. Pages and API take their scope only
/// from here.
/// </summary>
public sealed class VisitorScope
{
    /// <summary>The scope of every question that the visitor asks.</summary>
    public Scope Current { get; init; } = Scope.All;
}
