using System.Text.RegularExpressions;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// Expands lists of facts in statements. <c>{each dated fact: select '{table}' … }</c>, on lines of its own, is replaced by the text for each dated
/// fact, joined by <c>union all</c>; text that ends in a semicolon is repeated as separate statements instead. Within the list, only the last line
/// may end in a brace. <c>{columns of referrals}</c> is replaced by the columns of the fact's canonical rows, <c>{s of referrals}</c> by the same
/// columns of the row <c>s</c>.
/// </summary>
public static partial class FactTemplate
{
    /// <summary>The statement with its lists expanded.</summary>
    /// <exception cref="InvalidOperationException">A list asks for a property that facts do not have.</exception>
    public static string Fill(string sql, FactCatalog facts) =>
        EachFact()
            .Replace(
                ColumnsOf().Replace(sql, found => Columns(found.Groups[1].Value, facts[found.Groups[2].Value])),
                found =>
                {
                    var (indent, word, text) = (found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value.Trim());
                    var separator = text.EndsWith(';') ? $"\n{indent}" : $"\n{indent}union all\n{indent}";
                    return indent + string.Join(separator, facts.All.Where(fact => Is(fact, word)).Select(fact => Written(text, fact)));
                }
            );

    private static string Columns(string row, FactDeclaration fact)
    {
        var names = fact.Canonical.Select(column => column.Name).Prepend("dataset_key").Prepend("source").Concat(fact.Case is null ? [] : ["case_number"]);
        return string.Join(", ", names.Select(name => row == "columns" ? name : $"{row}.{name}"));
    }

    private static bool Is(FactDeclaration fact, string word) =>
        word switch
        {
            "starred" => fact.Star is not null,
            "dated" => fact.Star?.Date is not null,
            "reaching" => fact.Star is { Reach: Reach.Always },
            "otherwise_reaching" => fact.Star is { Reach: Reach.Otherwise },
            "referred" => fact.Star is { BelongsTo: "referrals" },
            "staged" => fact.Case?.Staged is not null,
            "numbered" => fact.Case?.Number is not null,
            _ => throw new InvalidOperationException($"No fact is '{word}'."),
        };

    private static string Written(string text, FactDeclaration fact)
    {
        var star = fact.Star;
        return Place()
            .Replace(
                text,
                found =>
                    found.Groups[1].Value switch
                    {
                        "fact" => fact.Name,
                        "table" => star!.Name,
                        "id" => star!.Key[0],
                        "date" => star!.Date!,
                        "end" => star!.Ends ?? star.Date!,
                        "is_told" => star!.Planned is { } planned ? $"f.{planned.Column} <> '{planned.Value}'" : "true",
                        "is_background" => star!.IsBackground ? "true" : "false",
                        "key_table" => star!.KeyTable,
                        "owner" => star!.IsNumberedByCase ? "split_part(full_case_key, '/', 1)" : "owner_code",
                        "is_owned" => star!.IsNumberedByCase ? "full_case_key not like '?/%'" : "true",
                        "number" => string.Join(" || '/' || ", star!.Number),
                        "staged" => fact.Case!.Staged!,
                        "pending" => "{pending}", // the publication's own
                        "row_key" => $"array[{string.Join(", ", fact.Key.Select(column => KeyText(fact, column)))}]",
                        var name => throw new InvalidOperationException($"No fact has '{name}'."),
                    }
            );
    }

    /// <summary>A column of the key as keys of sources have it: years as days, names folded.</summary>
    private static string KeyText(FactDeclaration fact, string column) =>
        fact.Column(column)!.Type == "integer" ? $"{column} || '-01-01'"
        : fact.IsKeySpelledFreely && column == "company_name" ? "name_folded"
        : column;

    [GeneratedRegex(@"^([ \t]*)\{each (\w+) fact:\s+(.+?)\}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex EachFact();

    [GeneratedRegex(@"\{(\w+) of (\w+)\}")]
    private static partial Regex ColumnsOf();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();
}
