using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Analytics.Dashboard.Access;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Dashboard.Pages.Branch;

/// <summary>
/// Reads the list of a branch from the star, in the publication that the page's figures are from. A publication never changes, so the lists asked for
/// lately are kept:
/// the page that comes alive after its prerendering need not blink. Thread-safe.
/// </summary>
public sealed class BranchReader(ScopedReader reader) : IPageReader
{
    private const int Kept = 20;
    private static readonly string Statement = EmbeddedText.Read("Pages/Branch/branch.sql", Assembly.GetExecutingAssembly());
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<(string Dataset, int Publication, string Branch, int? Year), Task<BranchList>> lists = new();

    /// <summary>The referrals of <paramref name="branch"/>: of one fiscal year, or of all (null).</summary>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public Task<BranchList> AskAsync(DatasetSummary dataset, string branch, int? year)
    {
        var question = (dataset.Code, dataset.Publication, branch, year);
        if (lists.Count > Kept)
            lists.Clear();
        var list = lists.GetOrAdd(question, _ => ReadAsync(dataset, branch, year));
        if (!list.IsFaulted)
            return list;
        lists.TryRemove(KeyValuePair.Create(question, list));
        return lists.GetOrAdd(question, _ => ReadAsync(dataset, branch, year));
    }

    private async Task<BranchList> ReadAsync(DatasetSummary dataset, string branch, int? year)
    {
        if (dataset.DataThrough is not { } through)
            return new([]);
        await using var command = reader.CreateCommand(Statement);
        command.Parameters.AddWithValue("dataset", dataset.Code);
        command.Parameters.AddWithValue("branch", branch);
        command.Parameters.AddWithValue("publication", dataset.Publication);
        command.Parameters.AddWithValue("through", Key(through));
        command.Parameters.AddWithValue("from", year is { } first ? Key(dataset.Calendar.FirstDay(first)) : 0);
        command.Parameters.AddWithValue("to", year is { } last ? Key(dataset.Calendar.LastDay(last)) : int.MaxValue);
        await using var row = await command.ExecuteReaderAsync();
        var referrals = new List<BranchReferral>();
        while (await row.ReadAsync())
            referrals.Add(Read(row, through));
        return new([
            .. referrals.OrderByDescending(r => r.IsWaiting).ThenByDescending(r => r.Waited).ThenBy(r => r.IsClosed).ThenByDescending(r => r.ReferredOn),
        ]);
    }

    private static BranchReferral Read(NpgsqlDataReader row, DateOnly through)
    {
        var (referred, isOfYearOnly, isClosed, engaged) = (row.GetFieldValue<DateOnly>(2), row.GetString(3) == "year", row.GetBoolean(6), Day(8));
        int? waited = isClosed || engaged is not null || isOfYearOnly ? null : through.DayNumber - referred.DayNumber;
        return new(
            row.GetString(0),
            row.GetString(1),
            referred,
            isOfYearOnly,
            row.GetString(4),
            row.GetString(5),
            isClosed,
            Day(7),
            engaged,
            row.GetString(9),
            waited,
            row.GetString(10),
            row.IsDBNull(11) ? null : row.GetString(11),
            row.GetInt32(12),
            JsonSerializer.Deserialize<List<BranchEngagement>>(row.GetString(13), Json)!,
            JsonSerializer.Deserialize<List<BranchOutcome>>(row.GetString(14), Json)!
        );

        DateOnly? Day(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }

    private static int Key(DateOnly day) => day.Year * 10000 + day.Month * 100 + day.Day;
}
