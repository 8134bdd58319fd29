using System.Text.Json;
using Analytics.Dashboard.Client;
using Npgsql;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>
/// Medians, quotients and meetings, whose figures no single SQL value holds: how they come about, and the rows behind them, worked out by hand.
/// </summary>
public class TracedFiguresTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Median_IsMadeOfDepartures_AndItsRowsAreTheWholeCohort()
    {
        await using var site = await SiteAsync();
        var query = AnalyticsQuery.Of("median_days_to_engagement").Where("fiscal_year", "2008");

        // Five of the cohort: one engaged after 10 days, two after 20, two never: they wait from 1 May 2008 to 31 March 2013, 1,795 days. After 20
        // days 3 of 5 are there.
        var statement = Assert.Single((await site.Client.ExplainAsync(query, Cancellation)).GetProperty("statements").EnumerateArray());
        Assert.Equal("referrals", statement.GetProperty("fact").GetString());
        Assert.Equal(["10 1 1 0 0", "20 2 2 0 0", "1795 2 0 0 2"], await RunAsync(site, statement));
        var rows = await site.Client.RowsAsync(query, Cancellation);
        Assert.Equal((20, 5, 5), (Figure(rows), rows.GetProperty("total").GetInt32(), rows.GetProperty("rows").GetArrayLength()));
    }

    [Fact]
    public async Task Quotient_IsMadeOfSumsByCompany_AndItsRowsAreThoseWithAContract()
    {
        await using var site = await SiteAsync();
        var query = AnalyticsQuery.Of("sales_per_contract").Where("fiscal_year", "2008");

        // Companies 1 to 5, each with 50 of sales on a contract of 100: 250 ÷ 500. Company 6 of FY2009 is not in it.
        var statement = Assert.Single((await site.Client.ExplainAsync(query, Cancellation)).GetProperty("statements").EnumerateArray());
        Assert.Equal(Enumerable.Range(1, 5).Select(company => $"{company} 1 50 100 1"), await RunAsync(site, statement));
        var rows = await site.Client.RowsAsync(query, Cancellation);
        Assert.Equal((0.5m, 5), (rows.GetProperty("figure").GetProperty("value").GetDecimal(), rows.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task Meetings_AreDistinctOnes_AndTheirRowsAreWhoAttended()
    {
        await using var site = await SiteAsync();
        var query = AnalyticsQuery.Of("meetings").Where("fiscal_year", "2008");

        var statement = Assert.Single((await site.Client.ExplainAsync(query, Cancellation)).GetProperty("statements").EnumerateArray());
        Assert.Equal(("meeting_attendance", "2 2 2"), (statement.GetProperty("fact").GetString(), Assert.Single(await RunAsync(site, statement))));
        var meetings = await site.Client.RowsAsync(query, Cancellation);
        Assert.Equal((2, 2, 3), (Figure(meetings), meetings.GetProperty("distinct").GetInt32(), meetings.GetProperty("total").GetInt32()));
        Assert.Equal(["M1", "M1", "M2"], meetings.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("number").GetString()));
        // Company 1 attended both.
        var companies = await site.Client.RowsAsync(AnalyticsQuery.Of("meeting_companies").Where("fiscal_year", "2008"), Cancellation);
        Assert.Equal((2, 2, 3), (Figure(companies), companies.GetProperty("distinct").GetInt32(), companies.GetProperty("total").GetInt32()));
    }

    private async Task<ApiSite> SiteAsync()
    {
        var site = await ApiSite.CreateAsync(postgres);
        foreach (var (company, engaged) in new[] { (1, 20080511), (2, 20080521), (3, 20080521), (4, -3), (5, -3) })
        {
            await site.Star.ReferralAsync(20080501, company: company, engaged: engaged, contract3y: 100, verified3y: 50);
        }

        await site.Star.ReferralAsync(20090501, company: 6, contract3y: 1_000);
        await site.Star.EngagementAsync(20080511, "joint-research", contract: 100);
        await site.Star.OutcomeAsync(20080601, "added-sales", amount: 50);
        await site.Star.AttendanceAsync(20080520, "M1", company: 1);
        await site.Star.AttendanceAsync(20080520, "M1", company: 2);
        await site.Star.AttendanceAsync(20081111, "M2", company: 1);
        await site.Star.AttendanceAsync(20090701, "M3", company: 3);
        await site.Star.PublishAsync();
        return site;
    }

    private static int Figure(JsonElement rows) => rows.GetProperty("figure").GetProperty("value").GetInt32();

    /// <summary>What the SQL that is told gives to whoever runs it: one text a row, in the order of the first column.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(ApiSite site, JsonElement statement)
    {
        await using var command = site.Star.Warehouse.Reader.CreateCommand(statement.GetProperty("sql").GetString()!);
        foreach (var parameter in statement.GetProperty("parameters").EnumerateObject())
        {
            command.Parameters.Add(
                new NpgsqlParameter(
                    parameter.Name,
                    parameter.Value.ValueKind == JsonValueKind.Array
                        ? parameter.Value.EnumerateArray().Select(v => v.GetString()!).ToArray()
                        : parameter.Value.GetInt32()
                )
            );
        }

        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<(decimal First, string Text)>();
        while (await reader.ReadAsync(Cancellation))
        {
            var values = Enumerable
                .Range(0, reader.FieldCount)
                .Select(column => Convert.ToDecimal(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture))
                .ToList();
            rows.Add((values[0], string.Join(' ', values.Select(v => v.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)))));
        }

        return [.. rows.OrderBy(row => row.First).Select(row => row.Text)];
    }
}
