using Analytics.Sql;
using Npgsql;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>Reads the rows of changes.sql: each group a reason, with its first rows and what changed of them.</summary>
internal static class ChangeReasons
{
    public static async Task<IReadOnlyList<ChangeReason>> ReadAsync(NpgsqlDataReader row)
    {
        var reasons = new List<ChangeReason>();
        while (await row.ReadAsync())
        {
            var branch = row.GetBoolean(5) && ReviewReader.Text(row, 4) is { } name ? new Bilingual(name, row.GetString(36)) : null;
            ChangeReason found = new(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), branch, row.GetInt32(6), []);
            ChangedRow changed = new(
                row.GetString(7),
                new(found.File, ReviewReader.Text(row, 8), row.GetInt32(9)),
                found.Kind == "revised" ? [.. Changes(row)] : [],
                Scope(row)
            );
            if (reasons is [.., var last] && last with { First = found.First } == found)
                reasons[^1] = last with { First = [.. last.First, changed] };
            else
                reasons.Add(found with { First = [changed] });
        }

        return reasons;
    }

    // A target's region and cluster.
    private static Bilingual? Scope(NpgsqlDataReader row)
    {
        if (row.GetString(0) != "targets")
            return null;
        Bilingual[] parts =
        [
            .. row.GetBoolean(33) ? [ReviewReader.Both(row, 14) ?? ReviewReader.Both(row, 12)!] : Array.Empty<Bilingual>(),
            .. row.GetBoolean(32) ? [ReviewReader.Both(row, 30)!] : Array.Empty<Bilingual>(),
        ];
        return parts.Length == 0 ? null : new(string.Join("・", parts.Select(p => p.Ja)), string.Join(", ", parts.Select(p => p.En)));
    }

    private static IEnumerable<AttributeChange> Changes(NpgsqlDataReader row)
    {
        (string Name, object? Before, object? After)[] attributes =
        [
            ("date", Date(10), Date(11)),
            ("region", ReviewReader.Both(row, 12), ReviewReader.Both(row, 14)),
            ("type", ReviewReader.Both(row, 16), ReviewReader.Both(row, 18)),
            ("state", ReviewReader.Text(row, 20), ReviewReader.Text(row, 21)),
            ("quantity", ReviewReader.Number(row, 22), ReviewReader.Number(row, 23)),
            ("amount", ReviewReader.Number(row, 24), ReviewReader.Number(row, 25)),
            ("verification", ReviewReader.Text(row, 26), ReviewReader.Text(row, 27)),
            ("model-case", Flag(28), Flag(29)),
            ("answer", ReviewReader.Text(row, 34), ReviewReader.Text(row, 35)),
        ];
        return from a in attributes where !Equals(a.Before, a.After) select new AttributeChange(a.Name, a.Before, a.After);

        object? Date(int column) => row.IsDBNull(column) ? null : ReviewReader.DayOf(row.GetInt32(column));
        object? Flag(int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);
    }
}
