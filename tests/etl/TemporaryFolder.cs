namespace Analytics.Tests.Etl;

/// <summary>A folder of one test's own, gone afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("analytics-test-").FullName;

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes a file of an installation's own declarations, such as <c>Checks/mine.sql</c>, where this is a data folder.</summary>
    public void Overlay(string name, string text)
    {
        var file = new FileInfo(System.IO.Path.Combine(Path, "model", name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
