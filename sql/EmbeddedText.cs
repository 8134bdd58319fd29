using System.Reflection;

namespace Analytics.Sql;

/// <summary>
/// Text files that are compiled into an assembly and read by their relative path with forward slashes,
/// e.g. <c>migrations/0001_warehouse.sql</c>. Thread-safe: it holds no state.
/// </summary>
public static class EmbeddedText
{
    /// <summary>The whole text of one embedded file.</summary>
    /// <exception cref="FileNotFoundException">No such file is embedded in <paramref name="assembly"/>.</exception>
    public static string Read(string path, Assembly? assembly = null)
    {
        using var reader = new StreamReader(Open(path, assembly));
        return reader.ReadToEnd();
    }

    /// <summary>The bytes of one embedded file; the caller disposes the stream.</summary>
    /// <exception cref="FileNotFoundException">No such file is embedded in <paramref name="assembly"/>.</exception>
    public static Stream Open(string path, Assembly? assembly = null)
    {
        assembly ??= typeof(EmbeddedText).Assembly;
        return assembly.GetManifestResourceStream(path) ?? throw new FileNotFoundException($"'{path}' is not embedded in {assembly.GetName().Name}.", path);
    }

    /// <summary>Relative paths of the embedded files below <paramref name="folder"/> that end in <paramref name="extension"/>, in ordinal order.</summary>
    public static IReadOnlyList<string> List(string folder, string extension, Assembly? assembly = null) =>
        [
            .. (assembly ?? typeof(EmbeddedText).Assembly)
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
