using System.Text.Json;
using Analytics.Sql.Connections;

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
}
