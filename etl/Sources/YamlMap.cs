using YamlDotNet.RepresentationModel;

namespace Analytics.Etl.Sources;

/// <summary>
/// One mapping of a declaration, read key by key. Whatever is missing, unknown or of the wrong kind becomes a fault with its
/// line; the reader goes on, so that a person sees all faults at once.
/// </summary>
sealed class YamlMap
{
    readonly Dictionary<string, YamlNode> _entries = new(StringComparer.Ordinal);
    readonly string _file;
    readonly List<SourceFault> _faults;

    public YamlMap(YamlNode node, string file, List<SourceFault> faults, params string[] allowed)
    {
        (_file, _faults, Line) = (file, faults, (int)node.Start.Line);
        if (node is not YamlMappingNode map)
        {
            Fault(node, "「キー: 値」の形で書いてください。", "Expected a mapping of keys to values.");
            return;
        }

        foreach (var (key, value) in map.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (allowed.Length > 0 && !allowed.Contains(name, StringComparer.Ordinal))
                Fault(
                    key,
                    $"「{name}」という項目はありません。使えるもの: {string.Join(", ", allowed)}",
                    $"Unknown key '{name}'. Allowed: {string.Join(", ", allowed)}."
                );
            else
                _entries[name] = value;
        }
    }

    public int Line { get; }

    public IEnumerable<string> Keys => _entries.Keys;

    public bool Has(string key) => _entries.ContainsKey(key);

    public YamlNode? Node(string key) => _entries.GetValueOrDefault(key);

    /// <summary>A text that must be there; empty after a fault.</summary>
    public string Text(string key)
    {
        if (OptionalText(key) is { } text)
            return text;
        if (!Has(key))
            Missing(key);
        return "";
    }

    public string? OptionalText(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is YamlScalarNode { Value: { } value } && value.Trim() is { Length: > 0 } text)
            return text;
        Fault(node, $"「{key}」には文字を書いてください。", $"'{key}' must be a text.");
        return null;
    }

    public string? OneOf(string key, IEnumerable<string> allowed) => OptionalText(key) is { } text ? Allowed(Node(key)!, key, text, [.. allowed]) : null;

    public int? Number(string key, int least, int most)
    {
        if (OptionalText(key) is not { } text)
            return null;
        if (
            int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        Fault(Node(key)!, $"「{key}」は{least}〜{most}の整数です（{text}）。", $"'{key}' must be a whole number from {least} to {most}, not '{text}'.");
        return null;
    }

    public bool Flag(string key)
    {
        var text = OneOf(key, ["true", "false"]);
        return text == "true";
    }

    /// <summary>A list of texts; empty where the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key, IReadOnlyCollection<string>? allowed = null)
    {
        if (Node(key) is not { } node)
            return [];
        if (node is not YamlSequenceNode list)
        {
            Fault(node, $"「{key}」は [a, b] の形の一覧です。", $"'{key}' must be a list like [a, b].");
            return [];
        }

        var result = new List<string>();
        foreach (var item in list)
        {
            if (item is not YamlScalarNode { Value: { Length: > 0 } text })
                Fault(item, $"「{key}」の要素は文字です。", $"Items of '{key}' must be texts.");
            else if (allowed is null || Allowed(item, key, text, allowed) is not null)
                result.Add(text);
        }

        return result;
    }

    public Bilingual Bilingual(string key)
    {
        if (Node(key) is not { } node)
        {
            Missing(key);
            return new("", "");
        }

        var map = new YamlMap(node, _file, _faults, "ja", "en");
        return new(map.Text("ja"), map.Text("en"));
    }

    /// <summary>A mapping below this one; null where the key is missing.</summary>
    public YamlMap? Map(string key, params string[] allowed) => Node(key) is { } node ? new(node, _file, _faults, allowed) : null;

    public IEnumerable<YamlMap> Maps(string key, params string[] allowed)
    {
        if (Node(key) is YamlSequenceNode list)
            return [.. list.Select(item => new YamlMap(item, _file, _faults, allowed))];
        if (Node(key) is { } node)
            Fault(node, $"「{key}」は一覧です。", $"'{key}' must be a list.");
        return [];
    }

    public void Missing(string key) => _faults.Add(new(_file, Line, new($"「{key}」がありません。", $"'{key}' is missing.")));

    public void Fault(string key, string ja, string en) => _faults.Add(new(_file, Node(key) is { } node ? (int)node.Start.Line : Line, new(ja, en)));

    void Fault(YamlNode at, string ja, string en) => _faults.Add(new(_file, (int)at.Start.Line, new(ja, en)));

    string? Allowed(YamlNode at, string key, string text, IReadOnlyCollection<string> allowed)
    {
        if (allowed.Contains(text, StringComparer.Ordinal))
            return text;
        Fault(
            at,
            $"「{key}」に「{text}」は書けません。使えるもの: {string.Join(", ", allowed)}",
            $"'{text}' is not allowed for '{key}'. Allowed: {string.Join(", ", allowed)}."
        );
        return null;
    }
}
