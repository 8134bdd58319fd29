using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// A mapping of a YAML declaration, read key by key. A fault is kept with its line and the reading goes on with some allowed value, so that a person
/// sees all faults at once; what depends on a faulty value
/// comes after <see cref="Stop"/>. <see cref="Close"/> refuses keys that nobody asked for, too: a misspelt key is a fault, never a setting without
/// effect. Nothing that is read counts before it.
/// </summary>
internal sealed class DeclarationNode(YamlMappingNode mapping)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<DeclarationFault> _faults = [];

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
            throw new DeclarationException(
                (int)fault.Start.Line,
                new($"YAMLとして読めません：{fault.Message}", $"This cannot be read as YAML: {fault.Message}"),
                []
            );
        }

        return stream.Documents is [var document] && document.RootNode is YamlMappingNode root
            ? new DeclarationNode(root)
            : throw new DeclarationException(
                1,
                new("一つの宣言（キーと値の組）だけを書いてください。", "A file holds exactly one declaration, a mapping of keys to values."),
                []
            );
    }

    public bool Has(string key) => mapping.Children.ContainsKey(new YamlScalarNode(key));

    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;
    }

    /// <summary>How many faults were found so far: as many as before, and what was read in between is sound.</summary>
    public int Faults => _faults.Count;

    /// <summary>What a part of the declaration says; after a fault in it, which is kept, the other value.</summary>
    public T Read<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (DeclarationException fault)
        {
            _faults.AddRange([.. fault.In("").Except(_faults)]); // a stop within the part tells those again that are kept already
            return otherwise;
        }
    }

    /// <summary>What each of these says.</summary>
    /// <exception cref="DeclarationException">Some are faulty: all their faults.</exception>
    public static List<T> Each<TItem, T>(IEnumerable<TItem> items, Func<TItem, T> read)
    {
        var (values, faults) = (new List<T>(), new List<DeclarationFault>());
        foreach (var item in items)
        {
            try
            {
                values.Add(read(item));
            }
            catch (DeclarationException fault)
            {
                faults.AddRange(fault.In(""));
            }
        }

        return faults.Count == 0 ? values : throw new DeclarationException(faults);
    }

    public string Text(string key) => Read(() => Scalar(Find(key) ?? throw Missing(key)), "");

    public string? OptionalText(string key) => Read(() => Find(key) is { } node ? Scalar(node) : null, null);

    public string Choice(string key, IReadOnlyList<string> allowed) =>
        Read(() => OneOf(Find(key) ?? throw Missing(key, allowed), allowed), allowed.Count > 0 ? allowed[0] : "");

    public string? OptionalChoice(string key, IReadOnlyList<string> allowed) => Read(() => Find(key) is { } node ? OneOf(node, allowed) : null, null);

    public int Whole(string key) =>
        Read(
            () =>
                Find(key) is not { } node ? throw Missing(key)
                : int.TryParse(Scalar(node), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
                : throw Fault(node, new($"「{key}」は整数で書いてください。", $"'{key}' must be a whole number.")),
            0
        );

    public Bilingual Bilingual(string key) => Read(() => Bilingual(Find(key) ?? throw Missing(key)), new("", ""));

    public static Bilingual Bilingual(YamlNode node)
    {
        var texts = Mapping(node);
        var label = new Bilingual(texts.Text("ja").Trim(), texts.Text("en").Trim());
        texts.Close();
        return label.Ja.Length > 0 && label.En.Length > 0
            ? label
            : throw Fault(node, new("日本語（ja）と英語（en）の両方が必要です。", "Both Japanese (ja) and English (en) are needed."));
    }

    /// <summary>What follows depends on what was read: goes no further after a fault. Keys that only the rest would ask for are no faults yet.</summary>
    /// <exception cref="DeclarationException">All faults so far.</exception>
    public void Stop()
    {
        if (_faults.Count > 0)
        {
            throw new DeclarationException([.. _faults]);
        }
    }

    /// <summary>The end of the reading. Keys that were not asked for are faults.</summary>
    /// <exception cref="DeclarationException">All faults.</exception>
    public void Close()
    {
        _faults.AddRange(
            mapping
                .Children.Keys.Where(key => !_asked.Contains(KeyText(key)))
                .SelectMany(key =>
                    Fault(
                            key,
                            new($"「{KeyText(key)}」という項目はありません。", $"There is no key '{KeyText(key)}' here."),
                            [.. _asked.Order(StringComparer.Ordinal)]
                        )
                        .In("")
                )
        );
        Stop();
    }

    public static DeclarationNode Mapping(YamlNode node) =>
        node is YamlMappingNode inner
            ? new DeclarationNode(inner)
            : throw Fault(node, new("キーと値の組が必要です。", "A mapping of keys to values is needed here."));

    public static string Scalar(YamlNode node) =>
        node is YamlScalarNode { Value: { } text } ? text : throw Fault(node, new("一つの値が必要です。", "A single value is needed here."));

    public static string OneOf(YamlNode node, IReadOnlyList<string> allowed) =>
        allowed.Contains(Scalar(node))
            ? Scalar(node)
            : throw Fault(node, new($"「{Scalar(node)}」は使えません。", $"'{Scalar(node)}' is not allowed here."), allowed);

    public static DeclarationException Fault(YamlNode node, Bilingual reason, IReadOnlyList<string>? allowed = null) =>
        new((int)node.Start.Line, reason, allowed ?? []);

    private DeclarationException Missing(string key, IReadOnlyList<string>? allowed = null) =>
        new(Line, new($"「{key}」がありません。", $"'{key}' is missing."), allowed ?? []);

    private static string KeyText(YamlNode key) => (key as YamlScalarNode)?.Value ?? "";
}
