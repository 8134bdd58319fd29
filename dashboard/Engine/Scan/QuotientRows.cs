using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Rows of a quotient, by who stands behind them: what each brought above and below the line.</summary>
internal sealed class QuotientRows(QuotientDeclaration quotient, IReadOnlyList<Clause> where) : Spread
{
    private readonly KeyedCells<Share> _shares = new(
        (left, right) => new(left.Rows + right.Rows, left.Known + right.Known, left.Part + right.Part, left.Base + right.Base)
    );
    private RowTests _where = null!;
    private Column[] _parts = [];
    private Column _base = null!;
    private Column _each = null!;

    public override void Enter(Segment segment)
    {
        _where = new RowTests(where, segment);
        _parts = [.. quotient.Parts.Select(part => segment.Columns[part.Name])];
        (_base, _each) = (segment.Columns[quotient.Base.Name], segment.Columns[quotient.Each.Name]);
    }

    public override void Take(int cell, int row)
    {
        var share = default(Share);
        if (_base.ValueAt(row) is not Column.Null and var amount && _where.Hold(row))
        {
            share = new Share(1, 0, 0, amount);
            foreach (var column in _parts)
            {
                if (column.ValueAt(row) is not Column.Null and var part)
                {
                    share = share with { Known = 1, Part = share.Part + part };
                }
            }
        }

        // Rows that it is not about are nobody's.
        _shares.Add(cell, share.Rows == 0 ? Column.Null : _each.ValueAt(row), share);
    }

    public override Figure FigureOf(IReadOnlyList<int> cells)
    {
        var shares = _shares.Together(cells).Where(s => s.Key != Column.Null).ToList();
        if (shares.Count == 0)
        {
            return default;
        }

        var (part, whole, companies, largest) = ((Int128)0, (Int128)0, 0L, (Int128)0);
        foreach (var (each, share) in shares)
        {
            (part, whole) = (part + share.Part, whole + share.Base);
            if (each > 0)
            {
                (companies, largest) = (companies + 1, Int128.Max(largest, share.Part));
            }
        }

        return new Figure(null, shares.Sum(s => s.Value.Rows), shares.Sum(s => s.Value.Known))
        {
            Quotient = new QuotientSums((decimal)part, (decimal)whole, companies, (decimal)largest),
        };
    }

    /// <summary>Rows, those of which a part is known, and both sums.</summary>
    private readonly record struct Share(long Rows, long Known, Int128 Part, Int128 Base);
}
