using System.Globalization;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>The result of parsing a query string: the query, or everything that is wrong with it.</summary>
public sealed record ParsedQuery(Query? Query, IReadOnlyList<QueryFault> Faults);

/// <summary>
/// Parses questions from the names and values of a query string, the page's and the API's alike: <c>dataset</c>, <c>measure</c> (repeatable),
/// <c>by</c> (up to three), <c>publication</c>, every slicer by name (repeatable: any of them), <c>SLICER.not</c> (repeatable: none of them),
/// <c>SLICER.from</c> and <c>SLICER.to</c>, <c>sort</c>, <c>top</c>, <c>others</c>, <c>page</c>, <c>size</c>. Blank values are ignored, since forms
/// send them. Thread-safe.
/// </summary>
public sealed class QueryParser(ModelCatalog catalog)
{
    /// <summary>Suffixes of a slicer's name: excluded values, and the ends of a range.</summary>
    public const string Not = ".not",
        From = ".from",
        To = ".to";

    private static readonly string[] Own = ["dataset", "measure", "by", "publication", "sort", "top", "others", "page", "size"];

    /// <summary>The slicers' names, each with every suffix it takes.</summary>
    public IEnumerable<string> FilterNames =>
        catalog.Slicers.Values.SelectMany(s => s.IsOrdered ? new[] { s.Name, s.Name + Not, s.Name + From, s.Name + To } : [s.Name, s.Name + Not]);

    /// <param name="parameters">Name → values.</param>
    /// <param name="scope">What the caller may see.</param>
    /// <param name="datasets">Codes of the existing datasets; null to leave that check to the time when the question is answered.</param>
    /// <param name="defaultDataset">The dataset to use if none is named.</param>
    /// <param name="otherParameters">Names to ignore because they belong to the caller.</param>
    /// <param name="defaultMeasures">The measures to use if none is named; if empty, naming one is required.</param>
    public ParsedQuery Parse(
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters,
        Scope scope,
        IReadOnlyList<string>? datasets,
        string defaultDataset,
        IReadOnlyList<string>? otherParameters = null,
        IReadOnlyList<string>? defaultMeasures = null
    )
    {
        var faults = new List<QueryFault>();
        var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in parameters)
        {
            // Repeating a slicer that splits the rows is an error; repeating anything else has no effect.
            var present = values.Where(v => !string.IsNullOrWhiteSpace(v));
            given[name] = [.. name == "by" ? present : present.Distinct()];
        }

        foreach (var name in given.Keys.Where(name => !Own.Contains(name) && !IsFilter(name) && otherParameters?.Contains(name) != true))
        {
            faults.Add(
                new QueryFault(
                    name,
                    given[name] is [var first, ..] ? first : null,
                    new("そのようなパラメーターはありません。", "There is no such parameter."),
                    [
                        .. Own,
                        .. catalog.Slicers.Keys,
                        .. catalog.Slicers.Keys.Take(1).SelectMany(s => new[] { s + Not, s + From, s + To }),
                        .. otherParameters ?? [],
                    ]
                )
            );
        }

        var query = new Query
        {
            Scope = scope,
            Dataset = Dataset(),
            Publication = Number("publication", new("公開版は1以上の整数です。", "A publication is a whole number from 1 on."), "1, 2, 3 …"),
            Measures = Measures(),
            By = Values("by"),
            Filters = Codes(""),
            Excluded = Codes(Not),
            Ranges = catalog
                .Slicers.Keys.Select(name => (Name: name, Range: new CodeRange(One(name + From), One(name + To))))
                .Where(r => r.Range is not (null, null))
                .ToDictionary(r => r.Name, r => r.Range, StringComparer.Ordinal),
            Sort = One("sort"),
            Top = Number("top", Positive, $"1–{QuestionRules.MostTop}"),
            WithOthers = YesOrNo("others"),
            Page = Number("page", Positive, $"1–{int.MaxValue}"),
            Size = Number("size", Positive, $"1–{QuestionRules.MostTop}"),
        };
        faults.AddRange(QuestionRules.FaultsOf(query, catalog));
        return new ParsedQuery(faults.Count == 0 ? query : null, faults);

        IReadOnlyList<string> Values(string name) => given.GetValueOrDefault(name) ?? [];

        Dictionary<string, IReadOnlyList<string>> Codes(string suffix) =>
            catalog
                .Slicers.Keys.Where(name => Values(name + suffix).Count > 0)
                .ToDictionary(name => name, name => Values(name + suffix), StringComparer.Ordinal);

        string Dataset()
        {
            var code = One("dataset") ?? defaultDataset;
            if (datasets?.Contains(code) == false)
            {
                faults.Add(QueryFault.UnknownDataset(code, datasets));
            }

            return code;
        }

        IReadOnlyList<string> Measures()
        {
            var names = Values("measure").Count > 0 ? Values("measure") : defaultMeasures ?? [];
            if (names.Count == 0)
            {
                faults.Add(
                    new QueryFault(
                        "measure",
                        null,
                        new("指標を一つ以上指定してください。", "At least one measure is needed."),
                        MeasureRequest.AllNames(catalog)
                    )
                );
            }

            return names;
        }

        int? Number(string name, Bilingual reason, string allowed)
        {
            if (One(name) is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                return number;
            }

            faults.Add(new QueryFault(name, text, reason, [allowed]));
            return null;
        }

        bool YesOrNo(string name)
        {
            var text = One(name);
            if (text is not (null or "true" or "false"))
            {
                faults.Add(new QueryFault(name, text, new("true か false を指定してください。", "It is true or false."), ["true", "false"]));
            }

            return text == "true";
        }

        string? One(string name)
        {
            if (Values(name).Count > 1)
            {
                faults.Add(new QueryFault(name, string.Join(", ", Values(name).Take(5)), new("一つだけ指定してください。", "Only one value is allowed."), []));
            }

            return Values(name) is [var value, ..] ? value : null;
        }
    }

    private static Bilingual Positive => new("1以上の整数を指定してください。", "A whole number from 1 on is needed.");

    private bool IsFilter(string name) =>
        name.Split('.', 2) is [var slicer, .. var suffix] && catalog.Slicers.ContainsKey(slicer) && suffix is [] or ["not" or "from" or "to"];
}
