namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The sets of rows that a pass tells apart: all that it looks at, and those of which a measure's conditions hold besides. Each has a number; eight
/// of them share a byte per row, in which
/// each has a bit.
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

    /// <summary>What holds of every row that is looked at.</summary>
    public IReadOnlyList<Clause> Rows { get; }

    /// <summary>Bytes per row.</summary>
    public int Planes => (_wheres.Count + PerPlane - 1) / PerPlane;

    /// <summary>The number of the rows of which all clauses hold too.</summary>
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

    /// <summary>What holds of the rows in a mask besides, in words that tell it from others.</summary>
    public string TextOf(int mask) => _texts[mask];

    /// <summary>The same masks over all rows there are.</summary>
    public Masks OfEveryRow() => new(this);

    /// <summary>The clauses of a plane, each with the bits that it decides.</summary>
    public IEnumerable<(Clause Clause, byte Bits)> OfPlane(int plane) =>
        Rows.Select(clause => (clause, byte.MaxValue))
            .Concat(_wheres.Skip(plane * PerPlane).Take(PerPlane).SelectMany((where, bit) => where.Select(clause => (clause, (byte)(1 << bit)))));
}
