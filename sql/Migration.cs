using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Sql;

/// <summary>One forward-only step of the schema: <c>migrations/0001_name.sql</c>.</summary>
public sealed partial record Migration(int Number, string Name, string Text)
{
    /// <summary>SHA-256 of the text, in hexadecimal.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>The migrations that are embedded in <paramref name="assembly"/>, in order.</summary>
    /// <exception cref="InvalidOperationException">A file's name has another form, or a number is used twice.</exception>
    public static IReadOnlyList<Migration> Embedded(Assembly? assembly = null)
    {
        var found = EmbeddedText
            .List("migrations", ".sql", assembly)
            .Where(path => path != Migrator.LedgerPath)
            .Select(path =>
                FileName().Match(path) is { Success: true } name
                    ? new Migration(int.Parse(name.Groups[1].Value, CultureInfo.InvariantCulture), name.Groups[0].Value, EmbeddedText.Read(path, assembly))
                    : throw new InvalidOperationException($"'{path}' is not named like migrations/0001_name.sql.")
            )
            .ToList();
        return found.GroupBy(migration => migration.Number).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new InvalidOperationException($"Migration {twice.Key:0000} is there twice: {string.Join(", ", twice.Select(migration => migration.Name))}.")
            : found;
    }

    [GeneratedRegex(@"(?<=^migrations/)(\d{4})_[a-z0-9_]+(?=\.sql$)")]
    private static partial Regex FileName();
}
