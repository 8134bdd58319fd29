using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// A mapping of a YAML declaration, read key by key so that each fault has its line. <see cref="Close"/> refuses keys that nobody asked for: a misspelt key is
/// a fault, never a setting without effect.
/// </summary>
internal sealed class DeclarationNode(YamlMappingNode mapping)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public int Line => (int)mapping.Start.Line;

    public IEnumerable<(string Key, YamlNode Value)> Entries => mapping.Children.Select(child => (KeyText(child.Key), child.Value));

    /// <summary>The mapping of a whole document.</summary>
    /// <exception cref="DeclarationException">The text is no YAML mapping.</exception>
    public static DeclarationNode Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            throw new DeclarationException((int)fault.Start.Line, new($"YAMLとして読めません：{fault.Message}", $"This cannot be read as YAML: {fault.Message}"), []);
        }

        return stream.Documents is [var document] && document.RootNode is YamlMappingNode root
            ? new DeclarationNode(root)
            : throw new DeclarationException(1, new("一つの宣言（キーと値の組）だけを書いてください。", "A file holds exactly one declaration, a mapping of keys to values."), []);
    }

    public bool Has(string key) => mapping.Children.ContainsKey(new YamlScalarNode(key));

    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    public string Text(string key) => Scalar(Find(key) ?? throw Missing(key));

    public string? OptionalText(string key) => Find(key) is { } node ? Scalar(node) : null;

    public string Choice(string key, IReadOnlyList<string> allowed)
    {
        var node = Find(key) ?? throw Missing(key, allowed);
        return OneOf(node, allowed);
    }

    public string? OptionalChoice(string key, IReadOnlyList<string> allowed) => Find(key) is { } node ? OneOf(node, allowed) : null;

    public int Whole(string key)
    {
        var node = Find(key) ?? throw Missing(key);
        return int.TryParse(Scalar(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault(node, new($"「{key}」は整数で書いてください。", $"'{key}' must be a whole number."));
    }

    public Bilingual Bilingual(string key) => Bilingual(Find(key) ?? throw Missing(key));

    public static Bilingual Bilingual(YamlNode node)
    {
        var texts = Mapping(node);
        var label = new Bilingual(texts.Text("ja").Trim(), texts.Text("en").Trim());
        texts.Close();
        return label.Ja.Length > 0 && label.En.Length > 0 ? label : throw Fault(node, new("日本語（ja）と英語（en）の両方が必要です。", "Both Japanese (ja) and English (en) are needed."));
    }

    /// <summary>Refuses keys that were not asked for.</summary>
    public void Close()
    {
        foreach (var key in mapping.Children.Keys.Where(key => !_asked.Contains(KeyText(key))))
        {
            throw Fault(key, new($"「{KeyText(key)}」という項目はありません。", $"There is no key '{KeyText(key)}' here."), [.. _asked.Order(StringComparer.Ordinal)]);
        }
    }

    public static DeclarationNode Mapping(YamlNode node) => node is YamlMappingNode inner
        ? new DeclarationNode(inner)
        : throw Fault(node, new("キーと値の組が必要です。", "A mapping of keys to values is needed here."));

    public static string Scalar(YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw Fault(node, new("一つの値が必要です。", "A single value is needed here."));

    public static string OneOf(YamlNode node, IReadOnlyList<string> allowed) => allowed.Contains(Scalar(node))
        ? Scalar(node)
        : throw Fault(node, new($"「{Scalar(node)}」は使えません。", $"'{Scalar(node)}' is not allowed here."), allowed);

    public static DeclarationException Fault(YamlNode node, Bilingual reason, IReadOnlyList<string>? allowed = null) => new((int)node.Start.Line, reason, allowed ?? []);

    private DeclarationException Missing(string key, IReadOnlyList<string>? allowed = null) =>
        new(Line, new($"「{key}」がありません。", $"'{key}' is missing."), allowed ?? []);

    private static string KeyText(YamlNode key) => (key as YamlScalarNode)?.Value ?? "";
}
