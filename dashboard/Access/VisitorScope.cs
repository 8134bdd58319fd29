using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Access;

/// <summary>
/// What the visitor may know. Everything, until people sign in: the server answers on the loopback only. Pages and API take their scope from here
/// alone.
/// </summary>
public sealed class VisitorScope
{
    /// <summary>The scope of every question that the visitor asks.</summary>
    public Scope Current { get; init; } = Scope.All;
}
