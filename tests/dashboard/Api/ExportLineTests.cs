using System.Net;
using Analytics.Dashboard.Api;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Dashboard.Questions;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>Plots and files that many want at once.</summary>
public class ExportLineTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flood_IsServedInTurn_TheRestComesAgain_AndReadersWaitForNobody()
    {
        await using var site = await SiteAsync();
        var model = (GatedModel)site.Service<IModel>();
        var most = ExportLine.AtOnce + ExportLine.MostWaiting;

        // Each file is of a year of its own, so that no answer serves two.
        var flood = Enumerable.Range(0, most + 20).Select(n => AskAsync(site, $"format={(n % 2 == 0 ? "csv" : "xlsx")}&fiscal_year={1901 + n}")).ToList();
        await model.StartedAsync(ExportLine.AtOnce);
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 20)
        {
            var answered = await Task.WhenAny(flood).WaitAsync(Patience.Usual);
            flood.Remove(answered);
            refused.Add(await answered);
        }

        Assert.All(
            refused,
            answer =>
                Assert.Equal(
                    (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5), "application/problem+json"),
                    (answer.StatusCode, answer.Headers.RetryAfter?.Delta, answer.Content.Headers.ContentType?.MediaType)
                )
        );
        // While all of them wait: figures are asked at once, and a reader's own file is begun.
        var figures = AskAsync(site, "fiscal_year=2008");
        var reader = AskAsync(site, "fiscal_year=2009&format=csv", fromPage: true);
        await model.StartedAsync(1);
        model.Open();

        Assert.Equal(HttpStatusCode.OK, (await figures).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader).StatusCode);
        Assert.All(await Task.WhenAll(flood), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        // The reader's turn came before that of the last who were there first.
        var order = model.Turns.Select(turn => turn[0].Filters["fiscal_year"][0]).ToList();
        Assert.InRange(order.IndexOf("2009"), 0, order.Count / 2);
    }

    [Fact]
    public async Task WhoHangsUp_LeavesTheLine()
    {
        await using var site = await SiteAsync();
        var model = (GatedModel)site.Service<IModel>();
        using var hangingUp = new CancellationTokenSource();

        var first = AskAsync(site, "fiscal_year=1901&format=csv");
        await model.StartedAsync(1);
        var leavers = Enumerable
            .Range(0, ExportLine.AtOnce + ExportLine.MostWaiting - 1)
            .Select(n => site.Http.GetAsync($"/api/v1/query?measure=referrals&format=csv&fiscal_year={1910 + n}", hangingUp.Token))
            .ToList();
        await Task.Delay(500, Cancellation);
        hangingUp.Cancel();
        foreach (var leaver in leavers)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        var last = AskAsync(site, "fiscal_year=2008&format=csv");
        await Task.Delay(200, Cancellation);
        model.Open();

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await last).StatusCode);
    }

    private async Task<ApiSite> SiteAsync()
    {
        var site = await ApiSite.CreateAsync(postgres, around: inner => new GatedModel(inner));
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        return site;
    }

    private static async Task<HttpResponseMessage> AskAsync(ApiSite site, string question, bool fromPage = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/query?measure=referrals&{question}", UriKind.Relative));
        if (fromPage)
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await site.Http.SendAsync(request, Cancellation);
    }
}
