namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>How long somebody needs the default server.</summary>
public enum ServerUse
{
    /// <summary>For one command: uses a server that runs, else starts one and stops it when the last command that uses it ends.</summary>
    Command,

    /// <summary>For the whole product: always owns its server, and stops it with itself.</summary>
    Product,
}
