using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Sql.Model.Postgres;

/// <summary>Reads figures and members from the rows returned by <see cref="FactStatement"/>.</summary>
internal static class FiguresReader
{
    /// <summary>Reads one row returned by <see cref="FactStatement"/>.</summary>
    public static void Read(
        this Figures figures,
        NpgsqlDataReader reader,
        IReadOnlyList<SlicerDeclaration> by,
        IReadOnlyList<MeasureDeclaration> measures,
        bool isTotal
    )
    {
        RowKey? row = null;
        if (!isTotal)
        {
            var members = by.Select((slicer, index) => ReadMember(reader, slicer, index * FactStatement.ColumnsPerSlicer)).ToList();
            members.ForEach(figures.Members.Add);
            figures.Add(row = new RowKey([.. members.Select(m => m.Code)]));
        }

        if (measures is [{ IsSpread: true } spread])
        {
            var column = isTotal ? 0 : by.Count * FactStatement.ColumnsPerSlicer;
            figures.Set(
                row,
                spread.Name,
                spread.Kind == MeasureKind.Incidence
                    ? WithDepartures(figures.Of(row, spread.Name), reader, column)
                    : WithOneMore(figures.Of(row, spread.Name), reader, column)
            );
            return;
        }

        for (var index = 0; index < measures.Count; index++)
        {
            figures.Set(
                row,
                measures[index].Name,
                Read(
                    reader,
                    [
                        .. Enumerable.Range(
                            (isTotal ? 0 : by.Count * FactStatement.ColumnsPerSlicer) + index * MeasureSql.ColumnsPerMeasure,
                            MeasureSql.ColumnsPerMeasure
                        ),
                    ]
                )
            );
        }
    }

    private static Figure WithDepartures(Figure figure, NpgsqlDataReader reader, int column)
    {
        figure = figure with { Rows = figure.Rows + reader.GetInt64(column + 1), Departures = figure.Departures ?? new List<Departure>() };
        if (reader.IsDBNull(column))
        {
            return figure;
        }

        var departure = new Departure((int)reader.GetInt64(column), reader.GetInt64(column + 2), reader.GetInt64(column + 3), reader.GetInt64(column + 4));
        ((List<Departure>)figure.Departures).Add(departure);
        return figure with { Known = figure.Known + departure.Reached + departure.Competing + departure.Censored };
    }

    private static Figure WithOneMore(Figure figure, NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
        {
            return figure;
        }

        var (isSomebody, part, sums) = (reader.GetInt64(column) > 0, reader.GetDecimal(column + 2), figure.Quotient ?? new QuotientSums(0, 0, 0, 0));
        return figure with
        {
            Rows = figure.Rows + reader.GetInt64(column + 1),
            Known = figure.Known + reader.GetInt64(column + 4),
            Quotient = new QuotientSums(
                sums.Part + part,
                sums.Base + reader.GetDecimal(column + 3),
                sums.Companies + (isSomebody ? 1 : 0),
                isSomebody ? Math.Max(sums.Largest, part) : sums.Largest
            ),
        };
    }

    /// <summary>The figure in three columns: value, rows, and rows with a known value; see <see cref="MeasureSql"/>.</summary>
    public static Figure Read(NpgsqlDataReader reader, int[] columns)
    {
        decimal? value = reader.IsDBNull(columns[0]) ? null : reader.GetDecimal(columns[0]);
        return reader.IsDBNull(columns[1])
            ? new Figure(value, (long)value!.Value, (long)value.Value)
            : new Figure(value, reader.GetInt64(columns[1]), reader.GetInt64(columns[2]));
    }

    /// <summary>Reads a member from the four columns of <see cref="FactStatement"/>, starting at <paramref name="column"/>.</summary>
    public static MemberEntry ReadMember(NpgsqlDataReader reader, SlicerDeclaration slicer, int column)
    {
        return new MemberEntry(slicer.Name, reader.GetString(column), Text(column + 1), Text(column + 2), reader.GetInt64(column + 3));

        string? Text(int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
    }
}
