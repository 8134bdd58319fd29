using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// An aggregate as an engine gives it: its value (null: nothing known), the rows it is about, and how many of these are known; of a ratio its part and twice its
/// base. Amounts in minor units.
/// </summary>
public readonly record struct Figure(decimal? Value, long Rows, long Known);

/// <summary>A combination of members that a row of the answer stands for, in the slicers' order.</summary>
public sealed record RowKey(IReadOnlyList<string> Codes)
{
    private readonly string _text = string.Join('\u001f', Codes);

    public bool Equals(RowKey? other) => other is not null && _text == other._text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>What an engine found: figures by row and measure, their totals, and the members that occurred. Not thread-safe.</summary>
public sealed class Figures
{
    private readonly Dictionary<(RowKey Row, string Measure), Figure> _cells = [];
    private readonly Dictionary<string, Figure> _totals = [];
    private readonly HashSet<RowKey> _rows = [];

    public IReadOnlyCollection<RowKey> Rows => _rows;

    public MemberBook Members { get; } = new();

    /// <summary>Rows of facts that were looked at.</summary>
    public long RowsScanned { get; set; }

    /// <summary>The figure of a row (null: the totals); a combination that did not occur has no rows.</summary>
    public Figure Of(RowKey? row, string measure) =>
        row is null ? _totals.GetValueOrDefault(measure) : _cells.GetValueOrDefault((row, measure));

    /// <summary>Adds a row that occurred; its members go to <see cref="Members"/>.</summary>
    public void Add(RowKey row) => _rows.Add(row);

    /// <summary>Sets the figure of a row (null: the totals).</summary>
    public void Set(RowKey? row, string measure, Figure figure)
    {
        if (row is null)
        {
            _totals[measure] = figure;
        }
        else
        {
            _cells[(row, measure)] = figure;
        }
    }

    /// <summary>Takes over what was found about other measures or facts.</summary>
    public void AddAll(Figures other)
    {
        _rows.UnionWith(other._rows);
        Members.AddAll(other.Members);
        RowsScanned += other.RowsScanned;
        foreach (var (measure, figure) in other._totals) _totals[measure] = figure;
        foreach (var (key, figure) in other._cells) _cells[key] = figure;
    }

    /// <summary>Sum of a measure's figures over all rows.</summary>
    internal decimal SumOverRows(string measure) => _rows.Sum(row => Of(row, measure).Value ?? 0);

    /// <summary>Takes a row that <see cref="FactStatement"/> gives.</summary>
    internal void Read(NpgsqlDataReader reader, IReadOnlyList<SlicerDeclaration> by, IReadOnlyList<MeasureDeclaration> measures, bool isTotal)
    {
        RowKey? row = null;
        if (!isTotal)
        {
            var members = by.Select((slicer, index) => MemberEntry.Read(reader, slicer, index * FactStatement.ColumnsPerSlicer)).ToList();
            members.ForEach(Members.Add);
            Add(row = new RowKey([.. members.Select(m => m.Code)]));
        }

        for (var index = 0; index < measures.Count; index++)
        {
            Set(row, measures[index].Name, Read(reader, (isTotal ? 0 : by.Count * FactStatement.ColumnsPerSlicer) + index * MeasureSql.ColumnsPerMeasure));
        }
    }

    private static Figure Read(NpgsqlDataReader reader, int column)
    {
        decimal? value = reader.IsDBNull(column) ? null : reader.GetDecimal(column);
        return reader.IsDBNull(column + 1) ? new Figure(value, (long)value!.Value, (long)value.Value) : new Figure(value, reader.GetInt64(column + 1), reader.GetInt64(column + 2));
    }
}
