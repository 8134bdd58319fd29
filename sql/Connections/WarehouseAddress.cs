namespace Analytics.Sql.Connections;

/// <summary>Where an installation keeps its things, and, unless it uses the default server, the connection string of its Postgres.</summary>
public sealed record WarehouseAddress(DataFolder Folder, string? Connection)
{
    public const string ConnectionVariable = "ANALYTICS_CONNECTION";

    /// <summary>From the options <c>--data</c> and <c>--connection</c>; the latter falls back to <c>ANALYTICS_CONNECTION</c>.</summary>
    public static WarehouseAddress Resolve(string? data, string? connection)
    {
        connection ??= Environment.GetEnvironmentVariable(ConnectionVariable);
        return new WarehouseAddress(DataFolder.Resolve(data), string.IsNullOrWhiteSpace(connection) ? null : connection);
    }
}
