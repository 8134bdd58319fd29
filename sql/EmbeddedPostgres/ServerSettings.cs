namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>What the default server is started with.</summary>
internal static class ServerSettings
{
    /// <summary>Its settings as arguments; <paramref name="further"/> goes before the product's own.</summary>
    public static IEnumerable<string> Of(IReadOnlyDictionary<string, string>? further)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "", // a socket's path must be short, a data folder's need not be
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["shared_buffers"] = "256MB",
            ["max_wal_size"] = "1GB",
            ["wal_compression"] = "on",
            ["wal_level"] = "minimal", // nobody replicates it; backups read its tables
            ["max_wal_senders"] = "0",
            ["random_page_cost"] = "1.1", // no disk turns any more: a hundredth of a table is looked up, not searched
            ["autovacuum_naptime"] = "10s", // a first load is tidied before its first correction comes
            ["logging_collector"] = "on",
            ["log_filename"] = "postgres-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
        };
        foreach (var (name, value) in further ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }
}
