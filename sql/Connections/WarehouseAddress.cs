using Analytics.Sql.Storage;

namespace Analytics.Sql.Connections;

/// <summary>Where an installation keeps its things, and, unless it uses the default server, the connection string of its Postgres.</summary>
public sealed record WarehouseAddress(DataFolder Folder, string? Connection)
{
    public const string ConnectionVariable = "ANALYTICS_CONNECTION";

    /// <summary>
    /// From the options <c>--data</c>, <c>--connection</c> and <c>--connection-file</c>; without the last two from <c>ANALYTICS_CONNECTION</c>.
    /// </summary>
    /// <exception cref="RefusalException">The file cannot be read, or is empty.</exception>
    public static WarehouseAddress Resolve(string? data, string? connection, string? connectionFile = null)
    {
        connection ??= connectionFile is null ? Environment.GetEnvironmentVariable(ConnectionVariable) : Read(connectionFile);
        return new WarehouseAddress(DataFolder.Resolve(data), string.IsNullOrWhiteSpace(connection) ? null : connection);
    }

    /// <summary>No warehouse is named, and none was ever opened here.</summary>
    public bool IsNew => Connection is null && !File.Exists(Folder.LoginKey);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text
                ? text
                : throw new RefusalException(
                    $"--connection-file {file} は空です。接続文字列を書いてください。",
                    $"--connection-file {file} is empty. Write the connection string into it."
                );
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RefusalException(
                $"--connection-file {file} を読めません: {refused.Message}",
                $"--connection-file {file} cannot be read: {refused.Message}",
                refused
            );
        }
    }
}
