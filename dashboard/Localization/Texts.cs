using System.Collections.Frozen;
using System.Reflection;
using Analytics.Sql;
using YamlDotNet.Serialization;

namespace Analytics.Dashboard.Localization;

/// <summary>
/// Every word of the pages, in one language. The texts of both languages stand side by side in the <c>Texts.yaml</c> of the room that says them;
/// placeholders are <c>{0}</c>, <c>{1}</c>,
/// and <c>{0|row|rows}</c> for a word that follows a number (<see cref="Bilingual.Fill"/>).
/// A dataset may have words of its own for some. Immutable.
/// </summary>
public sealed class Texts
{
    private static readonly FrozenDictionary<string, Bilingual> All = Load();
    private static readonly Texts Ja = new("ja"),
        En = new("en");

    private readonly IReadOnlyDictionary<string, Bilingual> own;

    private Texts(string language, IReadOnlyDictionary<string, Bilingual>? own = null) =>
        (Language, this.own) = (language, own ?? FrozenDictionary<string, Bilingual>.Empty);

    /// <summary><c>ja</c> or <c>en</c>.</summary>
    public string Language { get; }

    /// <summary>The languages the product speaks; the first is the default.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["ja", "en"];

    /// <summary>Every text by key.</summary>
    internal static IReadOnlyDictionary<string, Bilingual> Entries => All;

    /// <summary>The texts of a language; Japanese for one that is not spoken here.</summary>
    public static Texts Of(string? language) => language == "en" ? En : Ja;

    /// <summary>The same with a dataset's own words (<c>words</c> of its declaration).</summary>
    public Texts With(IReadOnlyDictionary<string, Bilingual> words) => words.Count == 0 ? this : new(Language, words);

    /// <summary>The text of <paramref name="key"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text: a fault of the page, found by its test.</exception>
    public string this[string key] =>
        own.TryGetValue(key, out var word) ? word.In(Language)
        : All.TryGetValue(key, out var label) ? label.In(Language)
        : throw new KeyNotFoundException($"No Texts.yaml has the text '{key}'.");

    /// <summary>The text of <paramref name="key"/> with its placeholders filled in.</summary>
    public string this[string key, params object?[] values] => Bilingual.Fill(this[key], values);

    /// <summary>What is listed within a sentence: a、b、c; a, b and c.</summary>
    public string List(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : string.Join(this["list.comma"], items.SkipLast(1)) + this["list.and"] + items[^1];

    /// <summary>The label in this language.</summary>
    public string this[Bilingual label] => label.In(Language);

    private static FrozenDictionary<string, Bilingual> Load()
    {
        var (here, yaml) = (Assembly.GetExecutingAssembly(), new DeserializerBuilder().Build());
        return here.GetManifestResourceNames()
            .Where(name => name.EndsWith("/Texts.yaml", StringComparison.Ordinal))
            .SelectMany(name => yaml.Deserialize<Dictionary<string, Dictionary<string, string>>>(EmbeddedText.Read(name, here)))
            .ToFrozenDictionary(
                e => e.Key,
                e =>
                    e.Value.Count == 2
                        ? new Bilingual(e.Value["ja"], e.Value["en"])
                        : throw new InvalidDataException($"The text '{e.Key}' has more than ja and en: one with a comma needs quotes."),
                StringComparer.Ordinal
            );
    }
}
