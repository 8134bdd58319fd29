using System.Text.RegularExpressions;

namespace Analytics.Tests.Sql.Distributed;

/// <summary>
/// What Citus refuses of a statement over distributed tables, read off its text. A select is looked at by itself, each that stands in parentheses within it
/// as one word; a materialised CTE becomes a table of its own before it is joined.
/// </summary>
internal static partial class CitusRules
{
    /// <summary>The faults of a statement; none where Citus takes it.</summary>
    public static IReadOnlyList<string> Faults(string statement, IReadOnlySet<string> distributed)
    {
        var text = Spaces().Replace(Comments().Replace(statement, " "), " ").ToLowerInvariant();
        var faults = new List<string>();
        if (Refused().Match(text) is { Success: true } word)
            faults.Add(word.Value);
        Look(text, distributed, faults, []);
        return faults;
    }

    /// <summary>Looks at one level, and at what stands in parentheses below it.</summary>
    private static void Look(string text, IReadOnlySet<string> distributed, List<string> faults, IReadOnlyList<string> outer)
    {
        var (level, below) = Flatten(text);
        var here = TablesOf(level, distributed).Values.ToList();
        if (here.Count > 0 && outer.Except(here).Any(alias => Regex.IsMatch(text, $@"\b{alias}\.\w")) && !text.Contains("case_id", StringComparison.Ordinal))
            faults.Add("correlated subquery without case_id");
        // Each part of a union is a select of its own.
        foreach (var select in Selects().Split(level))
        {
            var own = TablesOf(select, distributed);
            if (own.Count > 1 && !JoinsOnCase().IsMatch(select))
                faults.Add($"join without case_id: {string.Join(", ", own.Keys)}");
            if (
                WindowOver().Match(select) is { Success: true } window
                && own.Count > 0
                && !below[int.Parse(window.Groups[1].Value, null)].Contains("case_id", StringComparison.Ordinal)
            )
                faults.Add("window without case_id");
            var list = select.Split(" from ")[0];
            foreach (Match place in Places().Matches(select))
            {
                var inner = below[int.Parse(place.Groups[1].Value, null)];
                if (!inner.TrimStart().StartsWith("select", StringComparison.Ordinal))
                    continue;
                if (list.Contains(place.Value, StringComparison.Ordinal) && AggregateInCondition().IsMatch(inner))
                    faults.Add("subquery on an aggregate in the select list");
            }
        }

        below.ForEach(inner => Look(inner, distributed, faults, [.. outer, .. here]));
    }

    /// <summary>The level's text with a place for each pair of parentheses, and what stands in them.</summary>
    private static (string Level, List<string> Below) Flatten(string text)
    {
        var (level, below, depth, start) = (new System.Text.StringBuilder(), new List<string>(), 0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\'')
            {
                var end = text.IndexOf('\'', at + 1);
                if (depth == 0)
                    level.Append("''");
                at = end < 0 ? text.Length : end;
            }
            else if (text[at] == '(' && depth++ == 0)
            {
                start = at + 1;
            }
            else if (text[at] == ')' && --depth == 0)
            {
                level.Append(System.Globalization.CultureInfo.InvariantCulture, $"⟨{below.Count}⟩");
                below.Add(text[start..at]);
            }
            else if (depth == 0)
            {
                level.Append(text[at]);
            }
        }

        return (level.ToString(), below);
    }

    /// <summary>Distributed tables that a select reads itself, by their names with the aliases.</summary>
    private static Dictionary<string, string> TablesOf(string select, IReadOnlySet<string> distributed) =>
        Tables()
            .Matches(select)
            .Where(table => distributed.Contains(table.Groups[1].Value))
            .Select(
                (table, index) =>
                    (Name: $"{table.Groups[1].Value} {index}", Alias: table.Groups[2] is { Success: true } alias ? alias.Value : table.Groups[1].Value)
            )
            .ToDictionary(table => table.Name, table => table.Alias);

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bgrouping sets\b|\brollup\b|\bcube\b|\bfor (no key )?update\b|\bfor share\b")]
    private static partial Regex Refused();

    [GeneratedRegex(@"\bunion all\b|\bunion\b|\bexcept\b|\bintersect\b")]
    private static partial Regex Selects();

    [GeneratedRegex(@"\bmart\.(\w+)(?: (?:as )?(?!join\b|where\b|on\b|using\b|left\b|cross\b|group\b|order\b|limit\b)(\w+))?")]
    private static partial Regex Tables();

    [GeneratedRegex(@"\.case_id = \w+\.case_id|using ⟨\d+⟩")]
    private static partial Regex JoinsOnCase();

    [GeneratedRegex(@"\bover ⟨(\d+)⟩")]
    private static partial Regex WindowOver();

    [GeneratedRegex(@"⟨(\d+)⟩")]
    private static partial Regex Places();

    [GeneratedRegex(@"= ?(max|min|sum|count) ?\(")]
    private static partial Regex AggregateInCondition();
}
