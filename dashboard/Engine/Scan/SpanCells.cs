using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The cells of one need in spans of which no row has to be looked at, since the sums by a column's codes tell all that is asked of them. Not
/// thread-safe.
/// </summary>
internal sealed class SpanCells(Joint joint, int lanes, Workspace workspace) : SummedCells(joint, lanes, workspace)
{
    private byte[]? _passes;

    /// <summary>Goes to a span. The sums that tell all of it; null: its rows have to be looked at.</summary>
    /// <param name="segment">The segment that was entered last.</param>
    /// <param name="span">The span.</param>
    /// <param name="looked">Which of its rows are asked for; entered before.</param>
    /// <param name="sums">What is kept.</param>
    public CodeSums? Find(Segment segment, int span, MaskPlane looked, SpanSums sums)
    {
        var (first, next) = segment.Span(span);
        Enter(first, next);
        if (!IsDirect || !looked.IsOfCodes || looked.Open.Count > 1 || Varying.Count > 1)
        {
            return null;
        }

        var (asked, told) = (looked.Open is [var open] ? open.Codes : null, Varying is [var source] ? source.Codes : null);
        _passes = looked.Open is [var (_, bits)] ? bits : null;
        return asked is not null && told is not null && asked != told ? null
            : sums.Of(told ?? asked) is var found && found.CanTell(span) ? found
            : null;
    }

    /// <summary>Takes the span that was found last.</summary>
    public void Take(int span, CodeSums sums) => sums.AddTo(span, _passes, Totals(), (int)Start, Varying is [var source] ? source : null);
}
