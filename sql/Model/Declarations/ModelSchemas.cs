namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// The JSON Schemas of measures, slicers and datasets beside an installation's own declarations, so that <c># yaml-language-server: $schema=…</c>
/// completes in an editor.
/// </summary>
public static class ModelSchemas
{
    private static readonly string[] Schemas = ["Measures/measure.schema.json", "Slicers/slicer.schema.json", "Datasets/dataset.schema.json"];

    /// <summary>Writes them where they are missing or of another version; the folders come into being with them.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void WriteTo(string overlayFolder)
    {
        foreach (var schema in Schemas)
        {
            OverlayFolder.WriteSchema(Path.Combine(overlayFolder, schema), EmbeddedText.Read($"Model/{schema}"));
        }
    }
}
