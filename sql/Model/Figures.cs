using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>
/// An aggregate as it was read: its value (null: nothing known), the rows it is about, and how many of these are known; of a ratio its part and twice its base.
/// Amounts in minor units.
/// </summary>
internal readonly record struct Figure(decimal? Value, long Rows, long Known);

/// <summary>A combination of members that a row of the answer stands for, in the slicers' order.</summary>
internal sealed record RowKey(IReadOnlyList<string> Codes)
{
    private readonly string _text = string.Join('\u001f', Codes);

    public bool Equals(RowKey? other) => other is not null && _text == other._text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Figures of one run of the statements: by row and measure, their totals, and the members that occurred.</summary>
internal sealed class Figures(IReadOnlyList<SlicerDeclaration> by)
{
    private readonly Dictionary<(RowKey Row, string Measure), Figure> _cells = [];
    private readonly Dictionary<string, Figure> _totals = [];
    private readonly HashSet<RowKey> _rows = [];

    public IReadOnlyCollection<RowKey> Rows => _rows;

    public MemberBook Members { get; } = new();

    /// <summary>The figure of a row; a combination that did not occur has no rows.</summary>
    public Figure Of(RowKey? row, string measure) =>
        row is null ? _totals.GetValueOrDefault(measure) : _cells.GetValueOrDefault((row, measure));

    /// <summary>Sum of a measure's figures over all rows.</summary>
    public decimal SumOverRows(string measure) => _rows.Sum(row => Of(row, measure).Value ?? 0);

    /// <summary>Runs one fact's rows and total, and adds them.</summary>
    /// <param name="connection">The question's transaction.</param>
    /// <param name="dataset">Dataset and publication.</param>
    /// <param name="fact">What the measures are about.</param>
    /// <param name="measures">At least one; either no stock or nothing but stocks.</param>
    /// <param name="filters">What is let through.</param>
    /// <param name="stockDays">The days of stocks; null for all other measures.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task ReadAsync(
        NpgsqlConnection connection, DatasetState dataset, Fact fact, IReadOnlyList<MeasureDeclaration> measures, IReadOnlyList<Filter> filters, StockDays? stockDays, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        // The total is asked for apart: with a bridge its rows overlap, distinct companies never add up, and a stock is the last day's.
        var total = stockDays is null ? null : new Dictionary<RowKey, DateOnly> { [new RowKey([])] = stockDays.Total!.Value };
        batch.BatchCommands.Add(FactStatement.Compile(dataset, fact, measures, [], filters, total));
        if (by.Count > 0)
        {
            batch.BatchCommands.Add(FactStatement.Compile(dataset, fact, measures, by, filters, stockDays?.ByPeriod));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        for (var index = 0; index < measures.Count; index++)
        {
            _totals[measures[index].Name] = Read(reader, index * MeasureSql.ColumnsPerMeasure);
        }

        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ReadRow(reader, measures);
        }
    }

    /// <summary>Adds the members of a fact, without any figure.</summary>
    public async Task ReadMembersAsync(NpgsqlConnection connection, DatasetState dataset, Fact fact, IReadOnlyList<Filter> filters, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(FactStatement.Compile(dataset, fact, [], by, filters));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            ReadRow(reader, []);
        }
    }

    private void ReadRow(NpgsqlDataReader reader, IReadOnlyList<MeasureDeclaration> measures)
    {
        var row = Members.ReadRow(reader, by);
        _rows.Add(row);
        for (var index = 0; index < measures.Count; index++)
        {
            _cells[(row, measures[index].Name)] = Read(reader, by.Count * FactStatement.ColumnsPerSlicer + index * MeasureSql.ColumnsPerMeasure);
        }
    }

    private static Figure Read(NpgsqlDataReader reader, int column)
    {
        decimal? value = reader.IsDBNull(column) ? null : reader.GetDecimal(column);
        return reader.IsDBNull(column + 1) ? new Figure(value, (long)value!.Value, (long)value.Value) : new Figure(value, reader.GetInt64(column + 1), reader.GetInt64(column + 2));
    }
}
