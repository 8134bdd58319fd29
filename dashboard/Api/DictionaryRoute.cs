using Analytics.Dashboard.Exports;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Dictionary;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET dictionary?q=</c>: what measures, slicers, facts and columns mean, as their declarations say it.</summary>
internal sealed class DictionaryRoute : IApiRoute
{
    private const string Search = "q";
    private static readonly string[] Kinds = [.. Enum.GetNames<TermKind>().Select(kind => kind.ToLowerInvariant())];

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/dictionary",
                (HttpContext http, IModel model) =>
                {
                    var parameters = new ApiParameters(http);
                    var (language, kind) = (parameters.Language, parameters.Choice("kind", Kinds));
                    return ApiJson.Of(
                        new TermList([
                            .. new DataDictionary(model.Catalog)
                                .Find(parameters.Text(Search))
                                .Where(entry => kind is null || Name(entry.Kind) == kind)
                                .Select(entry => new Term(
                                    Name(entry.Kind),
                                    entry.Name,
                                    entry.Label.In(language),
                                    entry.Description.In(language),
                                    entry.Unit is { } unit ? ResultColumns.UnitName(unit, currency: null) : null,
                                    entry.TimeBasis,
                                    entry.Formula,
                                    entry.RestsOn,
                                    entry.CutBy,
                                    entry.Definition,
                                    entry.Declared
                                )),
                        ])
                    );
                }
            )
            .Describe(
                "findTerms",
                "catalogue",
                "The data dictionary: what measures, slicers, facts and columns mean",
                ApiParameter.Text(Search, "Words that all occur in name, label, definition or formula, in Japanese or English", "売上"),
                ApiParameter.Choice("kind", "Only terms of this kind", Kinds)
            )
            .Produces<TermList>();

    private static string Name(TermKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Terms, in their declared order.</summary>
    internal sealed record TermList(IReadOnlyList<Term> Terms);

    /// <summary>A term, with what it rests on, what it can be cut by, and the hash and file of its declaration.</summary>
    internal sealed record Term(
        string Kind,
        string Name,
        string Label,
        string Description,
        string? Unit,
        string? TimeBasis,
        string? Formula,
        IReadOnlyList<string> RestsOn,
        IReadOnlyList<string> Slicers,
        string Definition,
        string Declared
    );
}
