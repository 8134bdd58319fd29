using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>
/// Tells a database that cannot be asked (it is down, starts, takes no further connection, does not answer in time) from a statement that is at
/// fault.
/// </summary>
public static class DatabaseAway
{
    /// <summary>When asking again makes sense.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static bool Is(Exception failure) =>
        failure switch
        {
            PostgresException error => error.SqlState.StartsWith("08", StringComparison.Ordinal) // connection exceptions
                || error.SqlState.StartsWith("57P", StringComparison.Ordinal) // the server stops, starts or has crashed
                || error.SqlState == PostgresErrorCodes.TooManyConnections
                || IsOfReplay(error),
            NpgsqlException or TimeoutException => true,
            { InnerException: { } inner } => Is(inner),
            _ => false,
        };

    /// <summary>A hot standby ends a question that holds up what comes from its primary; the next one is answered. Readers have no other such failure.</summary>
    private static bool IsOfReplay(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.SerializationFailure, Routine: "ProcessInterrupts" or "ProcessRecoveryConflictInterrupt" };
}
