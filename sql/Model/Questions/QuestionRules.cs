using System.Globalization;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// The rules that keep questions meaningful and cheap. They are checked before anything is read, except those that depend on data (unknown dataset or
/// publication, too many rows, page beyond the last).
/// </summary>
public static class QuestionRules
{
    /// <summary>Maximum number of slicers that split the rows.</summary>
    public const int MostBy = 3;

    /// <summary>Maximum number of values in a filter.</summary>
    public const int MostValues = 1000;

    /// <summary>Maximum number of rows in an answer.</summary>
    public const int MostRows = 50_000;

    /// <summary>Maximum of <c>top</c>, and of rows per page.</summary>
    public const int MostTop = 1000;

    /// <summary>Default number of rows per page.</summary>
    public const int DefaultSize = 100;

    // The longest name that a ledger may contain (Sources/*.yaml), so that every listed member can be filtered by.
    private const int LongestCode = 200;

    /// <summary>Checks everything that can be checked before reading.</summary>
    /// <exception cref="QueryException">The question is invalid or too large, or the scope does not permit it.</exception>
    public static void Check(Query query, ModelCatalog catalog)
    {
        if (!query.Scope.Permits(query.Measures, query.By, query.Narrowing))
        {
            throw new QueryException(QueryFault.NotPermitted(query));
        }

        if (FaultsOf(query, catalog).FirstOrDefault() is { } fault)
        {
            throw new QueryException(fault);
        }
    }

    /// <summary>Everything that is wrong with a question.</summary>
    public static IEnumerable<QueryFault> FaultsOf(Query query, ModelCatalog catalog) =>
        [.. Names(query, catalog), .. Filters(query, catalog), .. Ranges(query, catalog), .. Arrangement(query)];

    private static IEnumerable<QueryFault> Names(Query query, ModelCatalog catalog)
    {
        foreach (var name in query.Measures.Where(name => MeasureRequest.Find(catalog, name, query.Dataset) is null))
        {
            yield return QueryFault.UnknownMeasure(Short(name), MeasureRequest.AllNames(catalog));
        }

        foreach (var name in query.By.Where(name => !catalog.Slicers.ContainsKey(name)))
        {
            yield return QueryFault.UnknownSlicer("by", Short(name), [.. catalog.Slicers.Keys]);
        }

        foreach (var twice in query.By.GroupBy(name => name).Where(g => g.Count() > 1))
        {
            yield return new("by", Short(twice.Key), new("同じ切り口は一度だけ使えます。", "A slicer can span the rows only once."), []);
        }

        if (query.By.Count > MostBy)
        {
            yield return new(
                "by",
                Short(string.Join(", ", query.By)),
                new($"切り口は{MostBy}つまでです。", $"At most {MostBy} slicers can span the rows."),
                [$"1–{MostBy}"]
            );
        }
    }

    private static IEnumerable<QueryFault> Filters(Query query, ModelCatalog catalog)
    {
        foreach (var (suffix, filters) in new[] { ("", query.Filters), (QueryParser.Not, query.Excluded) })
        {
            foreach (var (name, codes) in filters)
            {
                if (catalog.Slicers.GetValueOrDefault(name) is not { } slicer)
                {
                    yield return QueryFault.UnknownSlicer(Short(name + suffix), Short(name), [.. catalog.Slicers.Keys]);
                }
                else if (codes.Count > MostValues)
                {
                    yield return new(
                        name + suffix,
                        Whole(codes.Count),
                        new($"値は{MostValues}個までです。", $"At most {MostValues} values can be given."),
                        [$"1–{MostValues}"]
                    );
                }
                else
                {
                    foreach (var fault in codes.Select(code => OfCode(name + suffix, slicer, code)).OfType<QueryFault>())
                        yield return fault;
                }
            }
        }

        foreach (var (name, codes) in query.Excluded)
        {
            if (query.Filters.TryGetValue(name, out var permitted) && permitted.Intersect(codes).FirstOrDefault() is { } both)
            {
                yield return new(name + QueryParser.Not, Short(both), new("同じ値を選び、かつ除いています。", "The same value is chosen and left out."), []);
            }
        }
    }

    private static IEnumerable<QueryFault> Ranges(Query query, ModelCatalog catalog)
    {
        foreach (var (name, range) in query.Ranges)
        {
            var parameter = name + (range.From is null ? QueryParser.To : QueryParser.From);
            if (catalog.Slicers.GetValueOrDefault(name) is not { } slicer)
            {
                yield return QueryFault.UnknownSlicer(Short(parameter), Short(name), [.. catalog.Slicers.Keys]);
                continue;
            }

            if (!slicer.IsOrdered)
            {
                yield return new(
                    parameter,
                    Short(range.From ?? range.To ?? ""),
                    new("この切り口には順序がなく、範囲で指定できません。", "This slicer has no order: it takes no range."),
                    [.. catalog.Slicers.Values.Where(s => s.IsOrdered).Select(s => s.Name + QueryParser.From)]
                );
                continue;
            }

            var faults = new[] { (name + QueryParser.From, range.From), (name + QueryParser.To, range.To) }
                .Where(end => end.Item2 is not null)
                .Select(end => OfEnd(end.Item1, slicer, end.Item2!))
                .OfType<QueryFault>()
                .ToList();
            foreach (var fault in faults)
                yield return fault;
            if (faults.Count == 0 && range is { From: { } from, To: { } to } && slicer.PlaceOf(from, to) > 0)
            {
                yield return new(name + QueryParser.To, to, new("範囲の終わりが始まりより前です。", "The range ends before it begins."), [$"≥ {from}"]);
            }

            if (query.Filters.ContainsKey(name))
            {
                yield return new(
                    parameter,
                    Short(range.From ?? range.To ?? ""),
                    new("値と範囲は同時に指定できません。", "Either values or a range, not both."),
                    [name, parameter]
                );
            }
        }
    }

    private static IEnumerable<QueryFault> Arrangement(Query query)
    {
        if (query.Sort is { } sort && !query.Measures.Contains(sort.TrimStart('-')) && !query.By.Contains(sort.TrimStart('-')))
        {
            yield return new(
                "sort",
                Short(sort),
                new("並べ替えは、問い合わせている指標か切り口で行います。", "Rows are sorted by a measure or a slicer that is asked for."),
                [.. query.Measures.Concat(query.By).SelectMany(name => new[] { name, "-" + name })]
            );
        }

        if (query.Top is { } top && query.By.Count != 1)
        {
            yield return new("top", Whole(top), new("上位の指定には、切り口がちょうど一つ必要です。", "The top rows need exactly one slicer (by)."), ["by"]);
        }

        foreach (var (name, value, most) in new[] { ("top", query.Top, MostTop), ("size", query.Size, MostTop), ("page", query.Page, int.MaxValue) })
        {
            if (value is < 1 || value > most)
            {
                yield return new(
                    name,
                    Whole(value.Value),
                    new("その範囲の整数を指定してください。", "A whole number in the range is needed."),
                    [string.Create(CultureInfo.InvariantCulture, $"1–{most}")]
                );
            }
        }

        if (query.WithOthers && query.Top is null)
        {
            yield return new(
                "others",
                "true",
                new("「その他」は上位（top）と一緒に使います。", "The others are those beside the top rows: top is needed."),
                ["top"]
            );
        }
    }

    private static QueryFault? OfCode(string parameter, SlicerDeclaration slicer, string code) =>
        slicer.Grain is { } grain && !FiscalCalendar.IsCode(grain, code) ? QueryFault.NoPeriod(parameter, Short(code), grain)
        : Length(code) > LongestCode || code.Any(char.IsControl)
            ? new(parameter, Short(code), new("長すぎるか、制御文字を含みます。", "It is too long or holds control characters."), [$"≤ {LongestCode}"])
        : null;

    private static QueryFault? OfEnd(string parameter, SlicerDeclaration slicer, string code) =>
        slicer.Grain is { } grain
            ? FiscalCalendar.IsCode(grain, code) && ReservedCode.Rank(code) == 0
                ? null
                : QueryFault.NoPeriod(parameter, Short(code), grain)
            : slicer.Members.Any(m => m.Code == code)
                ? null
                : new(parameter, Short(code), new("この切り口にはない値です。", "This slicer has no such value."), [.. slicer.Members.Select(m => m.Code)]);

    /// <summary>Counts characters (code points) rather than UTF-16 units.</summary>
    private static int Length(string code) => code.Length - code.Count(char.IsLowSurrogate);

    private static string Short(string text) =>
        text.Length > LongestCode ? text[..(char.IsHighSurrogate(text[LongestCode - 1]) ? LongestCode - 1 : LongestCode)] : text;

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
