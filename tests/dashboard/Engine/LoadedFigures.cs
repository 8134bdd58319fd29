using System.Globalization;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Ledgers that are loaded from files, asked through both engines, which must agree.</summary>
internal sealed class LoadedFigures : IAsyncDisposable
{
    private readonly BothEngines _engines;

    private LoadedFigures(Ledgers ledgers) => (Ledgers, _engines) = (ledgers, new BothEngines(ledgers.Warehouse.Reader));

    public Ledgers Ledgers { get; }

    /// <param name="files">Header and rows of each ledger.</param>
    public static async Task<LoadedFigures> OfAsync(PostgresFixture postgres, params (string Header, string[] Rows)[] files)
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync([.. files.Select(file => ledgers.Offer(file.Header, file.Rows))]);
        var figures = new LoadedFigures(ledgers);
        await figures._engines.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        return figures;
    }

    /// <param name="query">As the query string has it, parts by blanks: <c>measure=referrals by=cluster top=2</c>.</param>
    /// <param name="dataset">The dataset.</param>
    public Task<Result> AskAsync(string query, string dataset = "ledgers")
    {
        var parsed = new QueryParser(_engines.Catalog).Parse(
            query
                .Split(' ')
                .Select(p => p.Split('=', 2))
                .GroupBy(p => p[0])
                .Select(g => KeyValuePair.Create(g.Key, (IReadOnlyList<string>)[.. g.Select(p => p[1])])),
            Scope.All,
            datasets: null,
            dataset
        );
        return _engines.SameAsync(parsed.Query!);
    }

    /// <summary>
    /// The rows, one line each, and the totals: <c>code|code: value value</c>; a state that is not plain stands in brackets, or alone where there is
    /// no value.
    /// </summary>
    public async Task<string> RowsAsync(string query, string dataset = "ledgers")
    {
        var result = await AskAsync(query, dataset);
        return string.Join(
            '\n',
            result.Rows.Select(row => $"{string.Join('|', row.Members.Select(m => m.Code))}: {Cells(row.Cells)}").Append($"total: {Cells(result.Totals)}")
        );

        static string Cells(IEnumerable<Cell> cells) =>
            string.Join(
                ' ',
                cells.Select(c =>
                    (c.Value?.ToString("0.####", CultureInfo.InvariantCulture), c.State) switch
                    {
                        (null, var state) => c.IsNotReached ? "NotReached" : $"{state}",
                        ({ } value, CellState.Value) => value,
                        var (value, state) => $"{value}({state})",
                    }
                )
            );
    }

    /// <summary>The remarks of a kind, in both languages.</summary>
    public async Task<string> NoteAsync(string query, string code, string dataset = "ledgers") =>
        string.Join('\n', (await AskAsync(query, dataset)).Notes.Where(n => n.Code == code).Select(n => $"{n.Text}"));

    public async ValueTask DisposeAsync()
    {
        _engines.Dispose();
        await Ledgers.DisposeAsync();
    }
}
