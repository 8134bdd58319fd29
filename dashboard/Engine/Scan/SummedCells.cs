namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Cells that hold what each lane adds up to.</summary>
internal abstract class SummedCells(Joint joint, int lanes, Workspace workspace) : Cells(joint)
{
    private long[]? _totals;

    /// <summary>How many lanes there are.</summary>
    protected int Lanes => lanes;

    protected Workspace Workspace => workspace;

    /// <summary>Nothing has come to it: there is nothing to tell.</summary>
    public bool IsEmpty => _totals is null;

    public override bool Occurs(int place) => Total(place, 0) > 0;

    public long Total(int place, int lane) => _totals![place * lanes + lane];

    /// <summary>The lanes of all places there are.</summary>
    protected long[] Totals()
    {
        _totals ??= workspace.Take<long>(lanes * (IsDirect ? Joint.Cells : 1_024));
        if (_totals.Length < lanes * Places)
            Array.Resize(ref _totals, 2 * lanes * Places);
        return _totals;
    }
}
