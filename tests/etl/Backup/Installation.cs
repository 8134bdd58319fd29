using System.Diagnostics;
using System.Security.Cryptography;
using Analytics.Etl.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Etl.Backup;

/// <summary>A whole installation of one test's own, used as people use it: a database and a data folder, and the command line.</summary>
sealed class Installation(string connection) : IDisposable, IAsyncDisposable
{
    const string Tables = """
        select coalesce(string_agg(format('select %L, count(*), md5(string_agg(to_jsonb(t)::text, E''\n'' order by to_jsonb(t)::text collate "C")) from %s t',
            c.oid::regclass, c.oid::regclass), ' union all '), 'select null where false')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspowner = to_regrole('analytics_owner') and c.relkind = 'r'
        """;

    readonly TemporaryFolder _folder = new();
    int _files;

    public DataFolder Folder => DataFolder.Resolve(Path.Combine(_folder.Path, "data"));

    public string Connection => connection;

    public static async Task<Installation> CreateAsync(PostgresFixture postgres) => new(await postgres.CreateEmptyDatabaseAsync());

    /// <summary>The same installation once more, with a database and a data folder of its own. Nobody may work in this one meanwhile.</summary>
    public async Task<Installation> CopyAsync(PostgresFixture postgres)
    {
        var copy = new Installation(await postgres.CopyDatabaseAsync(connection));
        foreach (var file in Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy.Folder.Path, Path.GetRelativePath(Folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            System.IO.File.Copy(file, to);
        }

        return copy;
    }

    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, .. Where], output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>As <see cref="RunAsync"/>, as a process of its own, which can be killed.</summary>
    public Process Start(params string[] args)
    {
        string[] line = [Path.Combine(AppContext.BaseDirectory, "Analytics.Etl.dll"), .. args, .. Where];
        return Process.Start(new ProcessStartInfo("dotnet", line) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    public async Task DoAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.True(code is ExitCode.Done or ExitCode.RowsRejected, $"{string.Join(' ', args)}: {code}\n{output}{error}");
    }

    /// <summary>A place of its own for a file that does not belong to the installation.</summary>
    public string Outside(string name) => Path.Combine(_folder.Path, name);

    public string File(string text) => _folder.Write($"{++_files}.csv", text);

    /// <summary>A file within the data folder.</summary>
    public void Put(string place, string text)
    {
        var path = Path.Combine(Folder.Path, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
    }

    /// <summary>Figures as <see cref="Star.RowsAsync"/> gives them.</summary>
    public async Task<string> FiguresAsync(string measures, string by = "", string dataset = "ledgers", int? publication = null)
    {
        await using var warehouse = await Warehouse.ConnectAsync(Folder, connection);
        return await new Star(warehouse).RowsAsync(measures, by, "", dataset, publication);
    }

    /// <summary>Referrals of the newest publication.</summary>
    public async Task<string> ReferralsAsync(string dataset = "ledgers") => (await FiguresAsync("referrals", dataset: dataset)).Split("total: ")[1];

    public async Task<string> QueryAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i))));
        return string.Join('\n', rows);
    }

    /// <summary>Every table of the database with its rows and their hash, keys and values alike.</summary>
    public async Task<string> RowsAsync() => string.Join('\n', (await QueryAsync(await QueryAsync(Tables))).Split('\n').Order(StringComparer.Ordinal));

    /// <summary>Every file that belongs to the installation, with its hash.</summary>
    public string Files() =>
        string.Join(
            '\n',
            new[] { Folder.Archive, Folder.Model, Folder.Inbox, Folder.Refused, Folder.Uploads }
                .Where(Directory.Exists)
                .SelectMany(kept => Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{Path.GetRelativePath(Folder.Path, path)} {Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path)))}")
        );

    public async Task<string> StateAsync() => $"{await RowsAsync()}\n{Files()}";

    public void Dispose() => _folder.Dispose();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    string[] Where => ["--connection", connection, "--data", Folder.Path];
}
