using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// What is drawn at one office: its municipality and those that were merged into it, its figures (that of the map's measure first, then its parts'),
/// and where it lies in units of the outlines.
/// </summary>
public sealed record MapPlace(
    Member Prefecture,
    Member Subregion,
    IReadOnlyList<Member> Municipalities,
    Bilingual ShortName,
    Bilingual Name,
    IReadOnlyList<Cell> Cells,
    MapPoint At
)
{
    /// <summary>The figure of the map's measure.</summary>
    public Cell Cell => Cells[0];
}

/// <summary>
/// The municipalities of an answer by prefecture, sub-region and municipality, sorted into those that have a place on the map and those that have
/// none.
/// </summary>
public sealed record MapPlaces(IReadOnlyList<MapPlace> Placed, IReadOnlyList<ResultRow> Unplaced)
{
    /// <summary>
    /// A municipality that was dissolved stands at its successor's office: what adds up stands there in one circle (<paramref name="merges"/>), what
    /// does not in one each.
    /// Places without a figure, or with none to show (0), are left out.
    /// </summary>
    public static MapPlaces Of(Result answer, IReadOnlyDictionary<string, MunicipalOffice> offices, bool merges)
    {
        var (placed, unplaced) = (new List<MapPlace>(), new List<ResultRow>());
        foreach (var group in answer.Rows.GroupBy(row => offices.TryGetValue(row.Members[2].Code, out var office) ? office.Successor ?? office.Code : null))
        {
            if (group.Key is null)
                unplaced.AddRange(group);
            else if (merges)
                placed.Add(AtOffice(offices, [.. group.OrderBy(r => r.Members[2].Code != group.Key)]));
            else
                placed.AddRange(group.Select(row => AtOffice(offices, [row])));
        }

        return new([.. placed.Where(p => p.Cell.Value is not null && (p.Cell.Value != 0 || p.Cell.Parts is not null))], unplaced);
    }

    private static MapPlace AtOffice(IReadOnlyDictionary<string, MunicipalOffice> offices, IReadOnlyList<ResultRow> rows)
    {
        var (first, own) = (rows[0], offices[rows[0].Members[2].Code]);
        var today = rows.Count > 1 && own.Successor is { } successor && offices.TryGetValue(successor, out var heir) ? heir : own;
        var cells = rows.Count == 1 ? first.Cells : Parts.Sum([.. rows.Select(r => r.Cells)]);
        return new(
            first.Members[0],
            first.Members[1],
            [.. rows.Select(r => r.Members[2])],
            today.ShortName,
            today.Name,
            cells,
            JapanOutlines.Place(own.Latitude, own.Longitude)
        );
    }
}
