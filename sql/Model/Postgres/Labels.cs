using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Postgres;

/// <summary>
/// Labels of members, looked up once per group: comparing texts row by row costs more than all the counting. They are joined to what has been aggregated,
/// since a server whose facts are spread over several machines takes no subquery on an aggregate.
/// </summary>
internal static class Labels
{
    /// <summary>A slicer's four columns before its labels are joined: code, key of one of its members, nothing, order.</summary>
    public static IEnumerable<string> Columns(SlicerDeclaration slicer, string code) =>
        [code, slicer.Dimension is { } d ? $"max({d.Name}.{d.Name}_key)" : "null::text", "null::text", SortExpression(slicer)];

    /// <summary>The statement with labels in place of keys.</summary>
    /// <param name="statement">Its columns are <paramref name="before"/> others, those of each slicer, and others.</param>
    /// <param name="count">Number of all columns.</param>
    public static string Join(string statement, IReadOnlyList<SlicerDeclaration> by, int before, int count)
    {
        if (by.All(slicer => slicer.Dimension is null))
        {
            return statement;
        }

        var columns = Enumerable.Range(0, count).Select(index => $"g.c{index}").ToList();
        var joins = new List<string>();
        foreach (var (index, slicer) in by.Index())
        {
            if (slicer.Dimension is not { } dimension)
                continue;
            var key = before + index * FactStatement.ColumnsPerSlicer + 1;
            columns[key] = $"l{index}.{slicer.LabelColumnJa}";
            columns[key + 1] = $"l{index}.{slicer.LabelColumnEn}";
            joins.Add($"left join mart.dim_{dimension.Name} l{index} on l{index}.{dimension.Name}_key = g.c{key}");
        }

        return FactStatement.Fill(
            "Model/Postgres/Statements/labels.sql",
            ("columns", string.Join(", ", columns)),
            ("statement", statement),
            ("names", string.Join(", ", Enumerable.Range(0, count).Select(index => $"c{index}"))),
            ("joins", string.Join('\n', joins))
        );
    }

    private static string SortExpression(SlicerDeclaration slicer) =>
        slicer.SortColumn is null ? "0::bigint" : $"coalesce(min({slicer.Dimension!.Name}.{slicer.SortColumn}), 0)::bigint";
}
