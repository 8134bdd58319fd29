using System.Text.RegularExpressions;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Publish;

/// <summary>A statement that returns <c>fact, dataset_key, id</c> of every row that must not be.</summary>
/// <param name="File">Where an installation's own check stands; null: it is the product's.</param>
public sealed record Check(string Name, string Sql, string? File = null);

/// <summary>
/// The product's checks (<c>sql/checks</c>) and those that an installation adds to them (<c>Checks/*.sql</c>). It can take none of the product's
/// away: these are what a publication rests on. Immutable, thread-safe.
/// </summary>
public sealed partial class CheckCatalog
{
    CheckCatalog(IReadOnlyList<Check> checks, IReadOnlyList<DeclarationFault> faults) => (Checks, Faults) = (checks, faults);

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>Files that are no check; of the others only running them tells.</summary>
    public IReadOnlyList<DeclarationFault> Faults { get; }

    public static CheckCatalog Load(string? overlayFolder = null, FactCatalog? facts = null)
    {
        var checks = EmbeddedText
            .List("checks", ".sql")
            .Select(path => new Check(Path.GetFileNameWithoutExtension(path), FactTemplate.Fill(EmbeddedText.Read(path), facts ?? FactCatalog.Product)))
            .ToList();
        var faults = new List<DeclarationFault>();
        var taken = checks.Select(check => check.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var file in overlayFolder is null ? [] : OverlayFolder.Files(overlayFolder, "Checks", "*.sql"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var (text, fault) = OverlayFolder.Read(file);
            fault ??=
                !NamePattern().IsMatch(name)
                    ? new(
                        file,
                        1,
                        new(
                            "ファイル名が名前になります：英小文字で始まり、英小文字・数字・下線だけ。",
                            "The file's name is the name: lower-case letters, digits and _, beginning with a letter."
                        ),
                        []
                    )
                : taken.Contains(name)
                    ? new(
                        file,
                        1,
                        new(
                            $"「{name}」は製品の点検です。置き換えられません。別の名前を付けてください。",
                            $"'{name}' is a check of the product and cannot be replaced. Give it another name."
                        ),
                        []
                    )
                : null;
            if (fault is null)
                checks.Add(new(name, text!.TrimEnd().TrimEnd(';'), file));
            else
                faults.Add(fault);
        }

        return new(checks, faults);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}$")]
    private static partial Regex NamePattern();
}
