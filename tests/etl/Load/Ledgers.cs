using System.Globalization;
using System.Text;
using Analytics.Etl.Commands;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Answers;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Etl.Load;

/// <summary>A warehouse of one test's own, into which ledgers are loaded as people send them, and the figures that the model then gives.</summary>
sealed class Ledgers : IFilled
{
    /// <summary>Required columns of the referral ledger; rows as <c>1,2008-04-01,0149,遠州光学</c>.</summary>
    public const string Referral = "紹介番号,紹介日,銀行コード,企業名";

    /// <summary>Required columns of the engagement ledger; rows as <c>1,1,共同研究,2008-06-01</c>.</summary>
    public const string Engagement = "案件番号,紹介番号,区分,開始日";

    /// <summary>Required columns of the outcome survey; rows as <c>1,1,特許出願,2009-06-01</c>.</summary>
    public const string Outcome = "成果番号,紹介番号,成果区分,成果日";

    /// <summary>Columns of the meeting ledger that tests fill; rows as <c>M1,2008-05-20,遠州光学</c>.</summary>
    public const string Meeting = "開催番号,開催日,企業名";

    /// <summary>Columns of the survey returns that tests fill; rows as <c>1,2008年度,成果なし</c>.</summary>
    public const string Survey = "紹介番号,調査年度,回答区分";

    public const string Target = "年度,指標,地域,クラスター,目標値";

    readonly TemporaryFolder _folder = new();
    readonly Star _star;
    int _files;

    Ledgers(PostgresFixture postgres, Warehouse warehouse, TimeProvider time)
    {
        using var database = warehouse.Owner.CreateConnection();
        Connection = postgres.Server.ConnectionString(database.Database);
        Warehouse = warehouse;
        _star = new Star(warehouse);
        Line = new LoadingPipeline(warehouse.Loader, warehouse.Folder, time);
    }

    public Warehouse Warehouse { get; }

    public LoadingPipeline Line { get; }

    /// <summary>For <c>--connection</c>.</summary>
    public string Connection { get; }

    /// <param name="time">By which files are received; the machine's clock unless given.</param>
    public static async Task<Ledgers> CreateAsync(PostgresFixture postgres, TimeProvider? time = null) =>
        new(postgres, await postgres.CreateDatabaseAsync(), time ?? TimeProvider.System);

    /// <summary>A file as it lies on somebody's disk.</summary>
    public string File(string text, string? name = null, bool isCp932 = false) =>
        _folder.Write(
            name ?? $"{Interlocked.Increment(ref _files)}.csv",
            isCp932 ? CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(text) : Encoding.UTF8.GetBytes(text)
        );

    /// <summary>Bytes that somebody takes for a ledger.</summary>
    public string File(byte[] bytes, string name) => _folder.Write(name, bytes);

    /// <summary>One ledger: its header, then its rows.</summary>
    public static string Text(string header, params string[] rows) => $"{header}\n{string.Join('\n', rows)}\n";

    /// <summary>Loads one ledger as one publication.</summary>
    public Task<LoadRunReport> LoadAsync(string header, params string[] rows) => LoadAsync(new OfferedFile(File(Text(header, rows)), "load"));

    /// <summary>Loads files together as one publication.</summary>
    public Task<LoadRunReport> LoadAsync(params OfferedFile[] files) => Line.Run.LoadAsync(files, cancellation: TestContext.Current.CancellationToken);

    public OfferedFile Offer(string header, params string[] rows) => new(File(Text(header, rows)), "load");

    /// <summary>Answer as text, one line a row, the totals last; see <see cref="Star.RowsAsync"/>.</summary>
    public Task<string> FiguresAsync(string measures, string by = "", string filters = "", string dataset = "ledgers", int? publication = null) =>
        _star.RowsAsync(measures, by, filters, dataset, publication);

    /// <summary>Only the totals of an answer.</summary>
    public async Task<string> TotalAsync(string measures, string filters = "", string dataset = "ledgers", int? publication = null)
    {
        var text = await _star.RowsAsync(measures, "", filters, dataset, publication);
        return text[(text.LastIndexOf("total: ", StringComparison.Ordinal) + "total: ".Length)..];
    }

    /// <summary>An answer as it is.</summary>
    public Task<Result> AskAsync(string measures, string by, string dataset) => _star.AskAsync(measures, by, "", dataset);

    /// <summary>The remarks of one kind beside an answer, one a line.</summary>
    public async Task<string> NotesAsync(string code, string measures, string by = "", string filters = "", string language = "en") =>
        string.Join(
            '\n',
            (await _star.AskAsync(measures, by, filters, "ledgers")).Notes.Where(note => note.Code == code).Select(note => note.Text.In(language))
        );

    /// <summary>Findings of the newest publication: <c>kind rule line:value</c>, in the files' order.</summary>
    public Task<string> FindingsAsync(string dataset = "ledgers") =>
        QueryAsync(
            $"""
            select kind || ' ' || rule || ' ' || line || ':' || coalesce(value, '') from audit.findings
            where dataset_code = '{dataset}' and published_to = 2147483647 and published_from is not null order by batch_id, line, rule, value
            """
        );

    /// <summary>Rows of the ledgers in the newest publication: <c>used rejected waiting</c>.</summary>
    public Task<string> CountsAsync() =>
        QueryAsync(
            "select rows_used, rows_rejected, rows_waiting from audit.publication_datasets where dataset_code = 'ledgers' order by publication desc limit 1"
        );

    /// <summary>Rows of a statement as text: cells by blanks, rows by line breaks.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        await using var command = Warehouse.Owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader, i))));
        return string.Join('\n', rows);
    }

    public Task ExecuteAsync(string sql) => _star.ExecuteAsync(sql);

    /// <summary>
    /// A command of the command line in this warehouse, in the folder that all tests share unless it names another: its exit code, and what it says.
    /// </summary>
    public async Task<(int Code, string Output, string Error)> CommandAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [.. args, "--connection", Connection, .. args.Contains("--data") ? Array.Empty<string>() : ["--data", Warehouse.Folder.Path]],
            output,
            error,
            TestContext.Current.CancellationToken
        );
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Takes a batch back as the loader does.</summary>
    public async Task WithdrawAsync(int batchId)
    {
        await using var command = Warehouse.Loader.CreateCommand($"update audit.batches set state = 'withdrawn' where batch_id = {batchId}");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public Task<PublicationReport> PublishAsync() => Line.Publisher.PublishAsync(cancellation: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await Warehouse.DisposeAsync();
    }

    static string Cell(NpgsqlDataReader reader, int column) =>
        reader.GetValue(column) switch
        {
            DBNull => "-",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
