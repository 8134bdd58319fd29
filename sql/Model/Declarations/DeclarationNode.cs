using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// Reads a mapping of a YAML declaration key by key. An error is recorded with its line, and reading continues with a valid placeholder, so that
/// people see all errors at once; code that depends on a value calls <see cref="Stop"/> first. <see cref="Close"/> also rejects unread keys, so that
/// a misspelt key is an error rather than a setting without effect. Use no value that was read before <see cref="Close"/> succeeds.
/// </summary>
internal sealed class DeclarationNode(YamlMappingNode mapping)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<DeclarationFault> _faults = [];

    public int Line => (int)mapping.Start.Line;

    public IEnumerable<(string Key, YamlNode Value)> Entries => mapping.Children.Select(child => (KeyText(child.Key), child.Value));

    /// <summary>Parses a document whose root is a mapping.</summary>
    /// <exception cref="DeclarationException">The text is not a YAML mapping.</exception>
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

    /// <summary>Number of errors so far; if it is unchanged after a read, the values read are valid.</summary>
    public int Faults => _faults.Count;

    /// <summary>Reads a part of the declaration; if that fails, records the errors and returns the placeholder.</summary>
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

    /// <summary>Reads each item.</summary>
    /// <exception cref="DeclarationException">One or more items are invalid; the exception has all errors.</exception>
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

    /// <summary>Throws if there are errors so far, before code that depends on the values read. Does not check for unread keys.</summary>
    /// <exception cref="DeclarationException">All errors so far.</exception>
    public void Stop()
    {
        if (_faults.Count > 0)
        {
            throw new DeclarationException([.. _faults]);
        }
    }

    /// <summary>Ends the reading. Unread keys are errors.</summary>
    /// <exception cref="DeclarationException">All errors.</exception>
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
