using System.Net.Sockets;
using System.Text.Json;
using Analytics.Sql.Storage;
using Npgsql;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>What <c>server.json</c> in the data folder says: how to reach the default server, and who started it. Secret: mode 0600.</summary>
internal sealed record ServerState(string Password, int Port = 0, int ServerPid = 0, int OwnerPid = 0, ServerUse OwnerUse = ServerUse.Command)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The stored state, or null where there is none.</summary>
    public static ServerState? Read(DataFolder folder)
    {
        try
        {
            return File.Exists(folder.ServerFile) ? JsonSerializer.Deserialize<ServerState>(File.ReadAllText(folder.ServerFile), Format) : null;
        }
        catch (JsonException error)
        {
            throw new RefusalException($"{folder.ServerFile} が壊れています。", $"{folder.ServerFile} is damaged.", error);
        }
    }

    public void Write(DataFolder folder) => PrivateFile.Write(folder.ServerFile, JsonSerializer.Serialize(this, Format));

    /// <summary>Whether the server takes connections. While it starts or recovers it refuses them.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException error)
            when (error.InnerException is SocketException or TimeoutException or IOException
                || error is PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow }
            )
        {
            return false;
        }
    }

    /// <summary>How its owner (a superuser) reaches one of its databases.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = ServerData.Superuser,
            Password = Password,
            Database = database,
            SslMode = SslMode.Disable,
        }.ConnectionString;
}
