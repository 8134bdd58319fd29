using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Questions;

/// <summary>A region that occurs in the dataset: its slicer, its member, and its depth in the list of choices.</summary>
public sealed record RegionChoice(string Slicer, Member Member, int Depth)
{
    /// <summary>As an option's value: <c>subregion=22-west</c>.</summary>
    public string Value => $"{Slicer}={Member.Code}";
}

/// <summary>The regions that occur in a dataset: prefecture ⊃ sub-region ⊃ municipality. Immutable.</summary>
public sealed class RegionTree
{
    /// <summary>The three slicers that share one picker, finest first.</summary>
    public static readonly IReadOnlyList<string> Slicers = ["municipality", "subregion", "prefecture"];

    private static readonly string[] Reserved = ["unknown", "not-applicable", "none", "others"];
    private readonly List<(Member Prefecture, Member Subregion, Member Municipality, decimal Weight)> places;

    private RegionTree(List<(Member, Member, Member, decimal)> places) => this.places = places;

    /// <summary>Builds the tree from an answer by prefecture, sub-region and municipality.</summary>
    public static RegionTree Of(Result result) =>
        new([
            .. from row in result.Rows
            where !IsReserved(row.Members[0])
            select (row.Members[0], row.Members[1], row.Members[2], row.Cells.Max(c => c.Value ?? 0)),
        ]);

    /// <summary>True for reserved codes, which name no place.</summary>
    public static bool IsReserved(Member member) => IsReserved(member.Code);

    /// <inheritdoc cref="IsReserved(Member)" />
    public static bool IsReserved(string code) => Reserved.Contains(code);

    /// <summary>True if no row of the dataset has a region.</summary>
    public bool IsEmpty => places.Count == 0;

    /// <summary>True if the places are American states.</summary>
    public bool IsOfStates => places.Count > 0 && places.All(p => p.Prefecture.Code.StartsWith("US-", StringComparison.Ordinal));

    /// <summary>True if the places are Japanese prefectures (two-digit codes).</summary>
    public bool IsOfJapan => places.All(p => p.Prefecture.Code is [>= '0' and <= '9', >= '0' and <= '9']);

    /// <summary>True if the dataset has Japanese municipalities, which a map can show.</summary>
    public bool HasMunicipalities => IsOfJapan && places.Any(p => !IsReserved(p.Municipality));

    /// <summary>The chosen region and those above it, widest first; empty unless exactly one is chosen.</summary>
    public IReadOnlyList<RegionChoice> PathTo(IReadOnlyDictionary<string, IReadOnlyList<string>> filters)
    {
        if (Slicers.FirstOrDefault(filters.ContainsKey) is not { } finest || filters[finest] is not [var code])
            return [];
        if (places.Where(p => MemberOf(p, finest).Code == code).ToList() is not [var place, ..])
            return [];
        return
        [
            .. Slicers
                .SkipWhile(s => s != finest)
                .Reverse()
                .Select(s => (Slicer: s, Member: MemberOf(place, s)))
                .Where(s => !IsReserved(s.Member))
                .Select((s, depth) => new RegionChoice(s.Slicer, s.Member, depth)),
        ];
    }

    /// <summary>The prefectures of the chosen regions; empty if none is chosen.</summary>
    public IReadOnlyList<string> PrefecturesOf(IReadOnlyDictionary<string, IReadOnlyList<string>> filters)
    {
        var chosen = Slicers.Where(filters.ContainsKey).ToList();
        return chosen.Count == 0
            ? []
            : [.. places.Where(p => chosen.All(s => filters[s].Contains(MemberOf(p, s).Code))).Select(p => p.Prefecture.Code).Distinct()];
    }

    /// <summary>All regions, each below its parent.</summary>
    public IEnumerable<RegionChoice> Choices()
    {
        foreach (var prefecture in places.GroupBy(p => p.Prefecture.Code))
        {
            yield return new("prefecture", prefecture.First().Prefecture, 0);
            foreach (var subregion in prefecture.GroupBy(p => p.Subregion.Code))
            {
                var named = !IsReserved(subregion.First().Subregion);
                if (named)
                    yield return new("subregion", subregion.First().Subregion, 1);
                foreach (var municipality in subregion.Where(p => !IsReserved(p.Municipality)).DistinctBy(p => p.Municipality.Code))
                    yield return new("municipality", municipality.Municipality, named ? 2 : 1);
            }
        }
    }

    /// <summary>
    /// The slicer that regions are compared by: the parts of the chosen region. If none is chosen, sub-regions if (nearly) everything lies in one
    /// prefecture that has several, else prefectures or states.
    /// </summary>
    public string Level(IReadOnlyDictionary<string, IReadOnlyList<string>> filters, IReadOnlyDictionary<string, IReadOnlyList<string>> excluded)
    {
        if (filters.ContainsKey("municipality") || filters.ContainsKey("subregion"))
            return "municipality";
        var chosen = filters.TryGetValue("prefecture", out var codes) ? codes : null;
        var weights = places
            .Where(p => chosen is null || chosen.Contains(p.Prefecture.Code))
            .Where(p => !Slicers.Any(s => excluded.TryGetValue(s, out var left) && left.Contains(MemberOf(p, s).Code)))
            .GroupBy(p => p.Prefecture.Code)
            .Select(g => (Places: g.ToList(), Weight: g.Sum(p => p.Weight)))
            .OrderByDescending(g => g.Weight)
            .ToList();
        if (weights.Count == 0 || weights[0].Weight < 0.8m * weights.Sum(w => w.Weight))
            return "prefecture";
        if (weights[0].Places.Where(p => !IsReserved(p.Subregion)).DistinctBy(p => p.Subregion.Code).Count() > 1)
            return "subregion";
        return chosen is not null && weights[0].Places.Any(p => !IsReserved(p.Municipality)) ? "municipality" : "prefecture";
    }

    private static Member MemberOf((Member Prefecture, Member Subregion, Member Municipality, decimal Weight) place, string slicer) =>
        slicer switch
        {
            "municipality" => place.Municipality,
            "subregion" => place.Subregion,
            _ => place.Prefecture,
        };
}
