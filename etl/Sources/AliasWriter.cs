using Analytics.Sql;
using System.Text.Json;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Analytics.Etl.Sources;

/// <summary>
/// Teaches a declaration further headers of its columns: writes them as aliases into the installation's own declaration, which begins as a copy of the product's. Everything else in the file stays
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
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var columns = (YamlSequenceNode)((YamlMappingNode)stream.Documents[0].RootNode).Children[new YamlScalarNode("columns")];
        var column = columns.Children.OfType<YamlMappingNode>().FirstOrDefault(map => Child(map, "name") is YamlScalarNode scalar && scalar.Value == name)
            ?? throw new RefusalException($"「{name}」という列はありません。", $"There is no column '{name}'.");
        var quoted = JsonSerializer.Serialize(header, Plain); // any JSON text is YAML
        if (Child(column, "aliases") is YamlSequenceNode list)
        {
            // A list ends, for the reader, where it begins: behind its bracket.
            return list.Children is [.., var last]
                ? yaml.Insert((int)last.End.Index, list.Style == SequenceStyle.Block ? $"{NewLine(yaml)}{new string(' ', (int)list.Start.Column - 1)}- {quoted}" : ", " + quoted)
                : yaml.Insert((int)list.End.Index, quoted);
        }

        var after = Child(column, "header") as YamlScalarNode ?? (YamlScalarNode)Child(column, "name")!;
        return column.Style == MappingStyle.Block
            ? yaml.Insert((int)after.End.Index, $"{NewLine(yaml)}{new string(' ', (int)column.Start.Column - 1)}aliases: [{quoted}]")
            : yaml.Insert((int)after.End.Index, $", aliases: [{quoted}]");
    }

    static YamlNode? Child(YamlMappingNode map, string key) => map.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && scalar.Value == key).Value;

    static string NewLine(string yaml) => yaml.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
