using System.Text;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>Answers as CSV: what a spreadsheet opens as it is, and runs nothing of.</summary>
public class ResultCsvTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Query_AsCsv_HasBomStatesAndNoFormulas()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, field: "=1+1,\"x\"");
        await site.Star.PublishAsync("2008-09-30");

        using var response = await site.Http.GetAsync(
            "/api/v1/query?measure=referrals&measure=outcomes&by=technology_field&fiscal_year=2008&format=csv",
            TestContext.Current.CancellationToken
        );
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(
            "technology_field,technology_field_label,referrals,outcomes,states,dataset,publication,data_through,synthetic,units,definitions,notes\r\n"
                + "\"'=1+1,\"\"x\"\"\",\"'=1+1,\"\"x\"\"\",1,,referrals=provisional; outcomes=no_data,samples,1,2008-09-30,true,referrals=cases; outcomes=cases,"
                + $"referrals={ModelCatalog.Load().Measures["referrals"].Definition}; outcomes={ModelCatalog.Load().Measures["outcomes"].Definition},\r\n",
            Encoding.UTF8.GetString(bytes[3..])
        );
    }

    [Fact]
    public async Task CsvNumbers_BelowZero_StayNumbers()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.OutcomeAsync(20080501, "jobs", quantity: -5);
        await site.Star.PublishAsync();

        Assert.StartsWith(
            "\uFEFFjobs,states,dataset,publication,data_through,synthetic,units,definitions,notes\r\n-5,,samples",
            Encoding.UTF8.GetString(await site.Http.GetByteArrayAsync("/api/v1/query?measure=jobs&format=csv", TestContext.Current.CancellationToken)),
            StringComparison.Ordinal
        );
    }
}
