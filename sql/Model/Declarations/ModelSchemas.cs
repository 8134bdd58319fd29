namespace Analytics.Sql.Model.Declarations;

/// <summary>
/// Writes the JSON Schemas of measures, slicers and datasets next to an installation's own declarations, so that editors can complete them through
/// <c># yaml-language-server: $schema=…</c>.
/// </summary>
public static class ModelSchemas
{
    private static readonly string[] Schemas = ["Measures/measure.schema.json", "Slicers/slicer.schema.json", "Datasets/dataset.schema.json"];

    /// <summary>Writes the schemas that are missing or outdated, creating the folders if necessary.</summary>
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
