namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The sets of rows that a pass distinguishes: all rows of the pass, and those that also satisfy a measure's conditions. Each set is a numbered mask;
/// eight masks share a byte per row, one bit each.
/// </summary>
internal sealed class Masks
{
    /// <summary>The rows that the pass looks at.</summary>
    public const int All = 0;

    public const int PerPlane = 8;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [""] = All };
    private readonly List<IReadOnlyList<Clause>> _wheres =
    [
        [],
    ];
    private readonly List<string> _texts = [""];

    public Masks(IReadOnlyList<Clause> rows) => Rows = rows;

    private Masks(Masks other) => (Rows, _wheres, _texts) = ([], other._wheres, other._texts);

    /// <summary>The conditions that every row of the pass satisfies.</summary>
    public IReadOnlyList<Clause> Rows { get; }

    /// <summary>Bytes per row.</summary>
    public int Planes => (_wheres.Count + PerPlane - 1) / PerPlane;

    /// <summary>The mask of the rows that also satisfy all of these clauses.</summary>
    public int Of(IReadOnlyList<Clause> where)
    {
        var text = string.Join('\n', where.Select(clause => clause.ToString()).Distinct().Order(StringComparer.Ordinal));
        if (!_numbers.TryGetValue(text, out var number))
        {
            _numbers[text] = number = _wheres.Count;
            _wheres.Add(where);
            _texts.Add(text);
        }

        return number;
    }

    /// <summary>A text that identifies a mask's additional conditions.</summary>
    public string TextOf(int mask) => _texts[mask];

    /// <summary>The same masks without the conditions of the pass.</summary>
    public Masks OfEveryRow() => new(this);

    /// <summary>The clauses of a plane, each with the bits that it decides.</summary>
    public IEnumerable<(Clause Clause, byte Bits)> OfPlane(int plane) =>
        Rows.Select(clause => (clause, byte.MaxValue))
            .Concat(_wheres.Skip(plane * PerPlane).Take(PerPlane).SelectMany((where, bit) => where.Select(clause => (clause, (byte)(1 << bit)))));
}
