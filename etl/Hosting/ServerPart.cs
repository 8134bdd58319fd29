using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Etl.Hosting;

/// <summary>The default server. The warehouse that was opened with it stops it.</summary>
internal sealed class ServerPart(EmbeddedServer server) : IPart
{
    public Bilingual Name { get; } = new("データベースサーバー", "The database server");

    public Task<Bilingual?> Ended => EndAsync(server.Ended);

    public Task StartAsync(CancellationToken cancellation) => server.RestartAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<Bilingual?> EndAsync(Task ended)
    {
        await ended;
        return null;
    }
}
