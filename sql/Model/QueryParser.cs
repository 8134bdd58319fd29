using System.Globalization;

namespace Analytics.Sql.Model;

/// <summary>A question out of a query string: either the query or everything that is wrong with it.</summary>
public sealed record ParsedQuery(Query? Query, IReadOnlyList<QueryFault> Faults);

/// <summary>
/// Reads questions from a query string's names and values, the page's and the API's alike: <c>dataset</c>, <c>measure</c> (repeats), <c>by</c> (up to three),
/// <c>publication</c>, and every slicer by its name (repeats: any of them). Blank values are as good as absent, since forms send them. Thread-safe.
/// </summary>
public sealed class QueryParser(ModelCatalog catalog)
{
    private const int MostBy = 3;
    private const int LongestCode = 200;
    private static readonly string[] Own = ["dataset", "measure", "by", "publication"];

    /// <param name="parameters">Name → values.</param>
    /// <param name="scope">What the asker may know.</param>
    /// <param name="datasets">Codes of the datasets there are.</param>
    /// <param name="defaultDataset">The dataset that is meant where none is named.</param>
    /// <param name="otherParameters">Names that mean something to the caller and nothing to the question.</param>
    /// <param name="defaultMeasures">What is asked where no measure is named; none: naming one is obligatory.</param>
    public ParsedQuery Parse(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters,
        Scope scope,
        IReadOnlyList<string> datasets,
        string defaultDataset,
        IReadOnlyList<string>? otherParameters = null,
        IReadOnlyList<string>? defaultMeasures = null)
    {
        var faults = new List<QueryFault>();
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters)
        {
            given[name] = [.. values.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct()];
        }

        foreach (var name in given.Keys.Where(name => !Own.Contains(name) && !catalog.Slicers.ContainsKey(name) && otherParameters?.Contains(name) != true))
        {
            faults.Add(new QueryFault(name, given[name] is [var first, ..] ? first : null, new("そのようなパラメーターはありません。", "There is no such parameter."),
                [.. Own, .. catalog.Slicers.Keys, .. otherParameters ?? []]));
        }

        var query = new Query
        {
            Scope = scope,
            Dataset = Dataset(),
            Publication = Publication(),
            Measures = Measures(),
            By = By(),
            Filters = catalog.Slicers.Values.Where(s => Values(s.Name).Count > 0).ToDictionary(s => s.Name, s => Codes(s), StringComparer.Ordinal),
        };
        return new ParsedQuery(faults.Count == 0 ? query : null, faults);

        IReadOnlyList<string> Values(string name) => given.GetValueOrDefault(name) ?? [];

        string Dataset()
        {
            var code = One("dataset") ?? defaultDataset;
            if (!datasets.Contains(code))
            {
                faults.Add(QueryFault.UnknownDataset(code, datasets));
            }

            return code;
        }

        int? Publication()
        {
            var text = One("publication");
            if (text is null)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                return number;
            }

            faults.Add(new QueryFault("publication", text, new("公開版は1以上の整数です。", "A publication is a whole number from 1 on."), ["1, 2, 3 …"]));
            return null;
        }

        IReadOnlyList<string> Measures()
        {
            var names = Values("measure").Count > 0 ? Values("measure") : defaultMeasures ?? [];
            if (names.Count == 0)
            {
                faults.Add(new QueryFault("measure", null, new("指標を一つ以上指定してください。", "At least one measure is needed."), MeasureRequest.AllNames(catalog)));
            }

            faults.AddRange(names.Where(name => MeasureRequest.Find(catalog, name) is null).Select(name => QueryFault.UnknownMeasure(name, MeasureRequest.AllNames(catalog))));
            return names;
        }

        IReadOnlyList<string> By()
        {
            var names = Values("by");
            faults.AddRange(names.Where(name => !catalog.Slicers.ContainsKey(name)).Select(name => QueryFault.UnknownSlicer("by", name, [.. catalog.Slicers.Keys])));
            if (names.Count > MostBy)
            {
                faults.Add(new QueryFault("by", string.Join(", ", names), new($"切り口は{MostBy}つまでです。", $"At most {MostBy} slicers can span the rows."), [$"1–{MostBy}"]));
            }

            return names;
        }

        IReadOnlyList<string> Codes(SlicerDeclaration slicer)
        {
            foreach (var code in Values(slicer.Name))
            {
                if (slicer.Grain is { } grain && !FiscalCalendar.IsCode(grain, code))
                {
                    faults.Add(QueryFault.NoPeriod(slicer.Name, code, grain));
                }
                else if (code.Length > LongestCode || code.Any(char.IsControl))
                {
                    faults.Add(new QueryFault(slicer.Name, code.Length > LongestCode ? code[..LongestCode] : code,
                        new("長すぎるか、制御文字を含みます。", "It is too long or holds control characters."), [$"≤ {LongestCode}"]));
                }
            }

            return Values(slicer.Name);
        }

        string? One(string name)
        {
            if (Values(name).Count > 1)
            {
                faults.Add(new QueryFault(name, string.Join(", ", Values(name)), new("一つだけ指定してください。", "Only one value is allowed."), []));
            }

            return Values(name) is [var value, ..] ? value : null;
        }
    }
}
