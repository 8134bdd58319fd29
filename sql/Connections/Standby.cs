using Npgsql;

namespace Analytics.Sql.Connections;

/// <summary>A hot standby: a server that repeats what its primary does, a little later. It answers questions and takes nothing in.</summary>
public static class Standby
{
    /// <summary>What is told where something was to be written on it.</summary>
    public static readonly Bilingual IsReadOnly = new(
        "このデータベースは読み取り専用の待機サーバーです。書き込みにはプライマリーを指定してください（ダッシュボードでは ANALYTICS_PRIMARY）。",
        "This database is a read-only standby. Name its primary for what is to be written (for a dashboard, in ANALYTICS_PRIMARY)."
    );

    public static async Task<bool> IsOneAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var ask = new NpgsqlCommand("select pg_is_in_recovery()", connection);
        return await ask.ExecuteScalarAsync(cancellation) is true;
    }

    internal static async Task<bool> IsOneAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await IsOneAsync(connection, cancellation);
    }
}

/// <summary>The server that was asked has not got a publication yet that another one has. Asking again soon makes sense.</summary>
public sealed class ServerBehindException(int publication, int newest)
    : TimeoutException($"The server has publication {newest}, not yet {publication}."),
        IExplained
{
    /// <summary>The publication that was asked for.</summary>
    public int Publication => publication;

    /// <summary>The newest one that the server has.</summary>
    public int Newest => newest;

    public Bilingual Reason { get; } =
        new(
            $"公開版 {publication} はこのデータベースにまだ届いていません（{newest} まで）。少し待って、もう一度お試しください。",
            $"Publication {publication} has not reached this database yet (it has {newest}). Wait a moment and try again."
        );
}
