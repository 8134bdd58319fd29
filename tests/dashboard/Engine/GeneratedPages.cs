using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using CsCheck;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>
/// Pages of questions about one dataset, drawn at random from everything that the catalogue declares and the dataset has: measures with all that stands beside
/// them, up to three slicers, filters, exclusions, ranges, sorted and cut rows, scopes, older publications, and codes that do not occur.
/// </summary>
internal sealed class GeneratedPages
{
    private readonly Gen<IReadOnlyList<Query>> _pages;

    private GeneratedPages(Gen<IReadOnlyList<Query>> pages) => _pages = pages;

    public Gen<IReadOnlyList<Query>> Pages => _pages;

    /// <param name="model">Where the members are asked for.</param>
    /// <param name="dataset">What the questions are about.</param>
    /// <param name="newest">The newest publication; some questions name an older one.</param>
    public static async Task<GeneratedPages> OfAsync(IModel model, string dataset, int newest)
    {
        var catalog = model.Catalog;
        var codes = new Dictionary<string, string[]>();
        foreach (var slicer in catalog.Slicers.Keys)
        {
            var members = await model.MembersAsync(slicer, dataset, Scope.All, TestContext.Current.CancellationToken);
            var odd = catalog.Slicers[slicer].Grain switch
            {
                TimeGrain.FiscalYear => "1950",
                TimeGrain.Quarter => "1950-Q1",
                TimeGrain.Month => "1950-01",
                _ => "nowhere",
            };
            codes[slicer] = [.. members.Select(m => m.Code).Append(odd)];
        }

        var measure = Gen.OneOf<string>([.. MeasureRequest.AllNames(catalog)]);
        var plain = Gen.OneOf<string>([.. catalog.Measures.Keys]);
        var slicerName = Gen.OneOf<string>([.. catalog.Slicers.Keys]);
        var narrowing = slicerName.SelectMany(name =>
            Gen.OneOf<string>(codes[name]).Array[1, 3].Select(chosen => (Name: name, Codes: (IReadOnlyList<string>)[.. chosen.Distinct()]))
        );
        var range = Gen.OneOf<string>("fiscal_year", "quarter", "month")
            .SelectMany(name =>
                Gen.Select(
                    Gen.OneOf<string>(codes[name]),
                    Gen.OneOf<string>(codes[name]),
                    Gen.Int[0, 2],
                    (a, b, open) =>
                        (Name: name, Range: string.CompareOrdinal(a, b) <= 0 ? new CodeRange(open == 1 ? null : a, open == 2 ? null : b) : new CodeRange(b, a))
                )
            );
        var by = Gen.Int[0, 9]
            .SelectMany(n =>
                slicerName.Array[
                    n switch
                    {
                        < 2 => 0,
                        < 7 => 1,
                        < 9 => 2,
                        _ => 3,
                    }
                ]
            )
            .Select(names => (IReadOnlyList<string>)[.. names.Distinct()]);

        var query = Gen.Select(
            Gen.Frequency((2, plain), (1, measure)).Array[1, 3],
            by,
            narrowing.Array[0, 2],
            Gen.Frequency((4, narrowing.Array[0, 0]), (1, narrowing.Array[1, 1])),
            Gen.Frequency((5, range.Array[0, 0]), (1, range.Array[1, 1])),
            Gen.Select(Gen.Int[0, 9], Gen.Int[1, 4]),
            Scopes(codes),
            Gen.Int[0, 19],
            (measures, slicers, filters, excluded, ranges, cut, scope, old) =>
                Compose([.. measures.Distinct()], slicers, filters, excluded, ranges, cut, scope, old)
        );
        return new(query.Array[1, 6].Select(queries => (IReadOnlyList<Query>)queries));

        Query Compose(
            string[] measures,
            IReadOnlyList<string> slicers,
            (string Name, IReadOnlyList<string> Codes)[] filters,
            (string Name, IReadOnlyList<string> Codes)[] excluded,
            (string Name, CodeRange Range)[] ranges,
            (int Way, int Rows) cut,
            Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>, Scope> scope,
            int old
        )
        {
            var composed = new Query
            {
                Scope = Scope.All,
                Dataset = dataset,
                Publication = old switch
                {
                    0 => 1,
                    < 10 => null,
                    _ => newest,
                },
                Measures = measures,
                By = slicers,
                Filters = filters.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First().Codes),
                Excluded = excluded.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First().Codes),
                Ranges = ranges.Where(r => filters.All(f => f.Name != r.Name)).ToDictionary(r => r.Name, r => r.Range),
                Sort = cut.Way switch
                {
                    0 => measures[0],
                    1 => "-" + measures[0],
                    2 when slicers.Count > 0 => slicers[0],
                    _ => null,
                },
                Top = cut.Way is 1 or 3 && slicers.Count == 1 ? cut.Rows : null,
                WithOthers = cut.Way == 3 && slicers.Count == 1,
            };
            return composed with { Scope = scope(measures, slicers, [.. composed.Filters.Keys, .. composed.Excluded.Keys, .. composed.Ranges.Keys]) };
        }
    }

    private static Gen<Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>, Scope>> Scopes(Dictionary<string, string[]> codes)
    {
        var regions = Gen.OneOf<string>([.. codes["prefecture"], .. codes["subregion"], .. codes["municipality"]]).Array[0, 2];
        var drawn = Gen.Select(
            Gen.OneOf<string>(codes["bank"]).Array[0, 1],
            Gen.OneOf<string>(codes["institute"]).Array[0, 1],
            regions,
            (banks, institutes, places) =>
                new Scope
                {
                    Banks = [.. banks.Distinct()],
                    Institutes = [.. institutes.Distinct()],
                    Regions = [.. places.Distinct()],
                }
        );
        return Gen.Int[0, 9]
            .SelectMany(way =>
                way switch
                {
                    < 6 => Gen.Const((Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>, Scope>)((_, _, _) => Scope.All)),
                    < 9 => drawn.Select(scope => (Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>, Scope>)((_, _, _) => scope)),
                    // A closed list that permits the question, and one that does not.
                    _ => Gen.Bool.Select(permits =>
                        (Func<IReadOnlyList<string>, IReadOnlyList<string>, IEnumerable<string>, Scope>)(
                            (measures, by, filters) => new Scope { Tables = [new PermittedTable(permits ? measures : ["nothing"], by, [.. filters])] }
                        )
                    ),
                }
            );
    }
}
