using Analytics.Sql;
using Analytics.Sql.Commands;
using Analytics.Sql.Storage;

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
        var source =
            catalog.Find(sourceName) ?? throw new RefusalException($"「{sourceName}」という台帳の種類はありません。", $"There is no source '{sourceName}'.");
        var own = catalog.Overlay.FirstOrDefault(text => text.File == source.File);
        var file = own?.File ?? Path.Combine(overlay, $"{sourceName}.yaml");
        var yaml = AliasWriter.Add(own?.Yaml ?? EmbeddedText.Read(source.File, typeof(SourceCatalog).Assembly), aliases);
        var tried = SourceCatalog.Of([.. catalog.Overlay.Where(text => text.File != file), new(file, yaml)]);
        if (tried.Faults.FirstOrDefault(fault => fault.File == file) is { } fault)
            throw new RefusalException(fault.Message);
        Write(file, yaml);
    }

    /// <summary>Takes accepted headers back; one that is not accepted is no matter. A declaration that then says what the product's says goes.</summary>
    /// <exception cref="RefusalException">The declaration would be faulty without them: nothing was written.</exception>
    public static void TakeBack(DataFolder folder, string sourceName, IReadOnlyList<string> headers)
    {
        var catalog = SourceCatalog.Load(Path.Combine(folder.Model, "Sources"));
        if (headers.Count == 0 || catalog.Find(sourceName) is not { } source || catalog.Overlay.FirstOrDefault(text => text.File == source.File) is not { } own)
            return;
        var accepted = Of(catalog, sourceName).Select(one => one.Header).ToHashSet(StringComparer.Ordinal);
        var yaml = headers.Where(accepted.Contains).Aggregate(own.Yaml, AliasWriter.Remove);
        var tried = SourceCatalog.Of([.. catalog.Overlay.Where(text => text.File != own.File), new(own.File, yaml)]);
        if (tried.Faults.FirstOrDefault(fault => fault.File == own.File) is { } fault)
            throw new RefusalException(fault.Message);
        if (SourceCatalog.Load().Find(sourceName) is { } product && EmbeddedText.Read(product.File, typeof(SourceCatalog).Assembly) == yaml)
            File.Delete(own.File);
        else
            Write(own.File, yaml);
    }

    /// <summary>The headers that the installation's declaration of a source knows beyond the product's.</summary>
    public static IReadOnlyList<AcceptedHeader> Of(SourceCatalog catalog, string sourceName)
    {
        if (catalog.Find(sourceName) is not { } source || catalog.Overlay.All(text => text.File != source.File))
            return [];
        var known = SourceCatalog.Load().Find(sourceName)?.Columns.SelectMany(column => column.Aliases).ToHashSet(StringComparer.Ordinal) ?? [];
        return
        [
            .. source.Columns.SelectMany(
                column => column.Aliases.Where(alias => !known.Contains(alias)),
                (column, alias) => new AcceptedHeader(sourceName, alias, column.Header)
            ),
        ];
    }

    static void Write(string file, string yaml)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Whole or not at all: half a declaration would disable the source.
        var aside = $"{file}.{Guid.NewGuid():n}.part";
        File.WriteAllText(aside, yaml);
        File.Move(aside, file, overwrite: true);
    }
}
