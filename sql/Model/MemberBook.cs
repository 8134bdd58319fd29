using Npgsql;

namespace Analytics.Sql.Model;

/// <summary>The members that occur in an answer: their labels and their order within their slicer.</summary>
internal sealed class MemberBook
{
    private readonly Dictionary<(string Slicer, string Code), (string? Ja, string? En, long Sort)> _members = [];

    /// <summary>Takes the members of a read row (four columns per slicer, as <see cref="FactStatement"/> gives them) and tells which row it is.</summary>
    public RowKey ReadRow(NpgsqlDataReader reader, IReadOnlyList<SlicerDeclaration> by)
    {
        var codes = new string[by.Count];
        for (var index = 0; index < by.Count; index++)
        {
            var column = index * FactStatement.ColumnsPerSlicer;
            codes[index] = reader.GetString(column);
            _members[(by[index].Name, codes[index])] = (Text(column + 1), Text(column + 2), reader.GetInt64(column + 3));
        }

        return new RowKey(codes);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    public void AddAll(MemberBook other)
    {
        foreach (var (key, member) in other._members)
        {
            _members.TryAdd(key, member);
        }
    }

    public Member MemberOf(SlicerDeclaration slicer, string code, FiscalCalendar calendar) => new(code, LabelOf(slicer, code, calendar));

    /// <summary>The slicer's own order: declared order, else by code; reserved codes last.</summary>
    public int Compare(IReadOnlyList<SlicerDeclaration> slicers, RowKey left, RowKey right)
    {
        for (var index = 0; index < slicers.Count; index++)
        {
            var order = OrderOf(slicers[index], left.Codes[index]).CompareTo(OrderOf(slicers[index], right.Codes[index]));
            order = order != 0 ? order : string.CompareOrdinal(left.Codes[index], right.Codes[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private (int Rank, long Sort) OrderOf(SlicerDeclaration slicer, string code) => (
        ReservedCode.Rank(code),
        slicer.Kind == SlicerKind.Column ? slicer.Members.TakeWhile(m => m.Code != code).Count() : _members.GetValueOrDefault((slicer.Name, code)).Sort);

    private Bilingual LabelOf(SlicerDeclaration slicer, string code, FiscalCalendar calendar)
    {
        if (slicer.Reserved.TryGetValue(code, out var declared))
        {
            return declared;
        }

        if (ReservedCode.LabelOf(code) is { } reserved)
        {
            return reserved;
        }

        var (ja, en, _) = _members.GetValueOrDefault((slicer.Name, code));
        return slicer.Kind switch
        {
            SlicerKind.Time => calendar.PeriodLabel(slicer.Grain!.Value, code),
            SlicerKind.Column => slicer.Members.FirstOrDefault(m => m.Code == code)?.Label ?? new(code, code),
            _ => new(ja ?? code, en ?? code),
        };
    }
}
