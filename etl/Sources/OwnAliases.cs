using Analytics.Sql;
using Analytics.Sql.Connections;

namespace Analytics.Etl.Sources;

/// <summary>Headers that an installation has accepted for columns of a source: aliases in its own declaration below <c>model/Sources</c>.</summary>
static class OwnAliases
{
    /// <summary>Accepts headers, and writes them down; the declaration is in force at once.</summary>
    /// <param name="aliases">Header → name of the column that it means.</param>
    /// <exception cref="RefusalException">There is no such source or column, or the declaration would be faulty with it: nothing was written.</exception>
    public static void Accept(DataFolder folder, string sourceName, IReadOnlyDictionary<string, string> aliases)
    {
        var overlay = Path.Combine(folder.Model, "Sources");
        var catalog = SourceCatalog.Load(overlay);
        var source = catalog.Find(sourceName) ?? throw new RefusalException($"「{sourceName}」という台帳の種類はありません。", $"There is no source '{sourceName}'.");
        var own = catalog.Overlay.FirstOrDefault(text => text.File == source.File);
        var file = own?.File ?? Path.Combine(overlay, $"{sourceName}.yaml");
        var yaml = AliasWriter.Add(own?.Yaml ?? EmbeddedText.Read(source.File, typeof(SourceCatalog).Assembly), aliases);
        var tried = SourceCatalog.Of([.. catalog.Overlay.Where(text => text.File != file), new(file, yaml)]);
        if (tried.Faults.FirstOrDefault(fault => fault.File == file) is { } fault)
            throw new RefusalException(fault.Message);
        Directory.CreateDirectory(overlay);
        // Whole or not at all: half a declaration would disable the source.
        var aside = $"{file}.{Guid.NewGuid():n}.part";
        File.WriteAllText(aside, yaml);
        File.Move(aside, file, overwrite: true);
    }
}
