using System.Text.Json;
using Analytics.Sql;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Analytics.Etl.Sources;

/// <summary>
/// Teaches a declaration further headers of its columns: writes them as aliases into the installation's own declaration, which begins as a copy of
/// the product's. Everything else in the file stays
/// as somebody wrote it.
/// </summary>
static class AliasWriter
{
    /// <param name="yaml">The declaration.</param>
    /// <param name="aliases">Header → name of the column that it means.</param>
    /// <exception cref="RefusalException">There is no such column.</exception>
    public static string Add(string yaml, IReadOnlyDictionary<string, string> aliases)
    {
        foreach (var (header, column) in aliases)
            yaml = Add(yaml, header, column);
        return yaml;
    }

    static string Add(string yaml, string header, string name)
    {
        var column =
            Columns(yaml).FirstOrDefault(map => Child(map, "name") is YamlScalarNode scalar && scalar.Value == name)
            ?? throw new RefusalException($"「{name}」という列はありません。", $"There is no column '{name}'.");
        var quoted = JsonSerializer.Serialize(header, Plain); // any JSON text is YAML
        if (Child(column, "aliases") is YamlSequenceNode list)
        {
            // A list ends, for the reader, where it begins: behind its bracket.
            return list.Children is [.., var last]
                ? yaml.Insert(
                    (int)last.End.Index,
                    list.Style == SequenceStyle.Block ? $"{NewLine(yaml)}{new string(' ', (int)list.Start.Column - 1)}- {quoted}" : ", " + quoted
                )
                : yaml.Insert((int)list.End.Index, quoted);
        }

        var after = Child(column, "header") as YamlScalarNode ?? (YamlScalarNode)Child(column, "name")!;
        return column.Style == MappingStyle.Block
            ? yaml.Insert((int)after.End.Index, $"{NewLine(yaml)}{new string(' ', (int)column.Start.Column - 1)}aliases: [{quoted}]")
            : yaml.Insert((int)after.End.Index, $", aliases: [{quoted}]");
    }

    /// <summary>Takes an alias out again, and with the last of a column its list. A declaration that has none of that name stays as it is.</summary>
    public static string Remove(string yaml, string header)
    {
        foreach (var column in Columns(yaml))
        {
            if (
                column.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: "aliases" }) is not { Key: { } key, Value: YamlSequenceNode list }
                || list.Children.OfType<YamlScalarNode>().FirstOrDefault(alias => alias.Value == header) is not { } alias
            )
                continue;
            var (place, start, end) = (list.Children.IndexOf(alias), (int)alias.Start.Index, (int)alias.End.Index);
            if (list.Children.Count > 1 && list.Style != SequenceStyle.Block)
                (start, end) = place > 0 ? ((int)list.Children[place - 1].End.Index, end) : (start, (int)list.Children[1].Start.Index);
            else if (list.Children.Count > 1)
                (start, end) = Lines(yaml, start, end);
            else if (list.Style != SequenceStyle.Block)
                (start, end) =
                    column.Style == MappingStyle.Block
                        ? Lines(yaml, (int)key.Start.Index, yaml.IndexOf(']', end) + 1)
                        : (yaml.LastIndexOf(',', (int)key.Start.Index), yaml.IndexOf(']', end) + 1);
            else
                (start, end) = Lines(yaml, (int)key.Start.Index, end);
            return yaml.Remove(start, end - start);
        }

        return yaml;
    }

    /// <summary>From the beginning of the first line to that of the line after the last.</summary>
    static (int Start, int End) Lines(string yaml, int start, int end) =>
        (yaml.LastIndexOf('\n', start) + 1, yaml.IndexOf('\n', end) is >= 0 and var last ? last + 1 : yaml.Length);

    static IEnumerable<YamlMappingNode> Columns(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return ((YamlSequenceNode)((YamlMappingNode)stream.Documents[0].RootNode).Children[new YamlScalarNode("columns")]).Children.OfType<YamlMappingNode>();
    }

    static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key).Value;

    static string NewLine(string yaml) => yaml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
