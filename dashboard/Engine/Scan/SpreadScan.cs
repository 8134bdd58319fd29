using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Answers a question about a measure that is spread, row by row: such measures are about referrals, of which there are few.</summary>
internal sealed class SpreadScan(Snapshot snapshot, QuestionPlan plan)
{
    private readonly RowCells _cells = new(snapshot, plan.Groups);

    /// <summary>Puts what was found into the question's figures; gives how many rows were looked at.</summary>
    public long Run(Figures figures, CancellationToken cancellation)
    {
        var scanned = snapshot.Facts[plan.Fact].Segments.Sum(live => Scan(live, cancellation));
        var (tally, cells) = (new Tally(plan), new List<List<int>>());
        for (var cell = 0; cell < _cells.Count; cell++)
        {
            foreach (var slot in tally.SlotsOf(_cells.NumbersOfParts(cell)))
            {
                while (cells.Count <= slot)
                {
                    cells.Add([]);
                }

                cells[slot].Add(cell);
            }
        }

        // Without a row there is no figure, not one of nothing.
        plan.Tell(
            _cells.Count == 0 ? null : plan.Spread!.FigureOf([.. Enumerable.Range(0, _cells.Count)]),
            tally.Groups().Select((group, slot) => (group.Members, plan.Spread!.FigureOf(cells[slot]))),
            figures
        );
        return scanned;
    }

    private long Scan(LiveSegment live, CancellationToken cancellation)
    {
        var (segment, rows, scanned) = (live.Segment, new MaskPlane(new Masks(plan.Rows), 0, live), 0L);
        _cells.Enter(segment);
        plan.Spread!.Enter(segment);
        for (var block = 0; block < segment.Blocks; block++)
        {
            rows.Enter(block);
            if ((rows.Start & 1) == 0)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var (from, to) = segment.Block(block);
            scanned += to - from;
            foreach (var batch in Batch.Of((from, to)))
            {
                var masks = rows.Of(batch);
                for (var index = 0; index < batch.Length; index++)
                {
                    if ((masks[index] & 1) != 0)
                        plan.Spread!.Take(_cells.Of(batch.From + index), batch.From + index);
                }
            }
        }

        return scanned;
    }
}
