using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Publish;

/// <summary>
/// The statements of <c>sql/marts</c> for these facts, their lists of facts written out, and in which order they run: a statement that reads what
/// another one makes comes after it.
/// Immutable, thread-safe.
/// </summary>
public sealed partial class Marts
{
    static readonly string[] Goals = ["dim_", "brg_", "fct_", "publication_rules"];
    static readonly Lazy<Marts> OfProduct = new(() => new(FactCatalog.Product));

    readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    readonly FactCatalog _facts;
    readonly Lazy<IReadOnlyList<string>> _steps;
    readonly Lazy<IReadOnlySet<string>> _unread;

    /// <param name="further">Marts of facts that are no part of the product yet, by their names.</param>
    public Marts(FactCatalog facts, IReadOnlyDictionary<string, string>? further = null)
    {
        _facts = facts;
        var product = EmbeddedText.List("marts", ".sql").Select(path => KeyValuePair.Create(Path.GetFileNameWithoutExtension(path), EmbeddedText.Read(path)));
        foreach (var (name, text) in product.Concat(further ?? new Dictionary<string, string>()))
            _texts.Add(name, FactTemplate.Fill(text, facts));
        _steps = new(() => Ordered(DatasetPublication.Prepared));
        _unread = new(() => _texts.Keys.Except(Reads().Values.SelectMany(read => read)).ToHashSet(StringComparer.Ordinal));
        Tables = [.. facts.All.Where(fact => fact.Star is not null).SelectMany(VersionedTable.Of)];
        Rules = Hash(string.Concat(_texts.Values) + facts.Definition);
    }

    /// <summary>Those of the product.</summary>
    public static Marts Product => OfProduct.Value;

    /// <summary>
    /// Hash of all that works out the facts. Where it differs from the newest publication's, every case is worked out anew: rows that come out
    /// otherwise are a restatement.
    /// </summary>
    public string Rules { get; private set; }

    /// <summary>The same, where what rows are looked up in has changed too: an installation's own lists, by their hash; empty: it has none.</summary>
    internal Marts With(string lists)
    {
        if (lists.Length == 0)
            return this;
        var other = (Marts)MemberwiseClone();
        other.Rules = Hash(Rules + lists);
        return other;
    }

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>The tables of the star whose rows a publication replaces.</summary>
    internal IReadOnlyList<VersionedTable> Tables { get; }

    /// <summary>
    /// Asks which facts' tables the touched dataset has no row of, neither in files nor in the star: their marts need not run. A table that other
    /// marts read is never among them.
    /// </summary>
    internal string Absent =>
        $"""
        select array_remove(array[{string.Join(",\n", _facts.All.Select(fact => (Fact: fact, fact.Star)).Where(f => f.Star is { Bridges.Count: 0 } && _unread.Value.Contains(f.Star.Name)).Select(f => $"""
            case when not exists (select from live_batches b join staging.{f.Fact.Name} s using (batch_id))
                  and not exists (select from mart.{f.Star!.Name} f join touched_datasets d using (dataset_key) where f.published_to = {int.MaxValue}) then '{f.Star.Name}' end
            """))}]::text[], null)
        """;

    /// <summary>Statements that carry what was found of rows that came again to the rows that came first.</summary>
    internal IEnumerable<string> Settle(IReadOnlyCollection<string> absent) => PublicationFindings.Settle(Present(absent));

    /// <summary>Statements that return the rows of files which a publication would make vanish.</summary>
    internal IEnumerable<string> Lost(IReadOnlyCollection<string> absent) => Present(absent).Select(RowFates.Lost).OfType<string>();

    IEnumerable<FactDeclaration> Present(IReadOnlyCollection<string> absent) =>
        _facts.All.Where(fact => fact.Star is not { } star || !absent.Contains(star.Name));

    /// <summary>One statement.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public string Read(string name) => _texts[name];

    /// <summary>
    /// The dimensions, bridges and facts, and what they read that is not prepared yet, each after all that it reads; those that do not wait for each
    /// other by name.
    /// </summary>
    /// <exception cref="InvalidDataException">Some wait for each other.</exception>
    public IReadOnlyList<string> Steps => _steps.Value;

    List<string> Ordered(string[] prepared)
    {
        var reads = Reads();
        var (needed, open) = (
            new HashSet<string>(StringComparer.Ordinal),
            new Stack<string>(_texts.Keys.Where(name => Goals.Any(goal => name.StartsWith(goal, StringComparison.Ordinal))))
        );
        while (open.TryPop(out var name))
        {
            if (!prepared.Contains(name) && needed.Add(name))
                reads[name].ForEach(open.Push);
        }

        var order = new List<string>();
        while (needed.Count > 0)
        {
            var next = needed.Where(name => !reads[name].Any(needed.Contains)).Order(StringComparer.Ordinal).FirstOrDefault() ?? throw Circle(needed, reads);
            order.Add(next);
            needed.Remove(next);
        }

        return order;
    }

    static InvalidDataException Circle(HashSet<string> waiting, Dictionary<string, List<string>> reads)
    {
        // What only waits for them is in no circle.
        while (waiting.FirstOrDefault(name => !waiting.Any(other => reads[other].Contains(name))) is { } last)
            waiting.Remove(last);
        return new($"These marts wait for each other: {string.Join(", ", waiting.Order(StringComparer.Ordinal).Select(name => $"sql/marts/{name}.sql"))}.");
    }

    /// <summary>
    /// Whose tables each statement reads. A temporary table is its statement's that creates it; one of the star that of the same name, else the only
    /// one that inserts into it.
    /// </summary>
    Dictionary<string, List<string>> Reads()
    {
        var code = _texts.ToDictionary(text => text.Key, text => Comment().Replace(text.Value, ""));
        var made = code.SelectMany(text => Creation().Matches(text.Value).Select(found => (Table: found.Groups[1].Value, By: text.Key)))
            .DistinctBy(table => table.Table)
            .ToDictionary(table => table.Table, table => table.By);
        var filled = code.SelectMany(text => Insertion().Matches(text.Value).Select(found => (Table: found.Groups[1].Value, By: text.Key)))
            .Distinct()
            .GroupBy(table => table.Table)
            .Where(table => code.ContainsKey(table.Key) || table.Count() == 1)
            .ToDictionary(table => "mart." + table.Key, table => code.ContainsKey(table.Key) ? table.Key : table.Single().By);
        return code.ToDictionary(
            text => text.Key,
            text =>
                Word()
                    .Matches(text.Value)
                    .Select(word => made.GetValueOrDefault(word.Value) ?? filled.GetValueOrDefault(word.Value))
                    .OfType<string>()
                    .Where(maker => maker != text.Key)
                    .Distinct()
                    .ToList()
        );
    }

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"create temp (?:table|view) (\w+)")]
    private static partial Regex Creation();

    [GeneratedRegex(@"insert into mart\.(\w+)")]
    private static partial Regex Insertion();

    [GeneratedRegex(@"(?:mart\.)?\b\w+")]
    private static partial Regex Word();
}
