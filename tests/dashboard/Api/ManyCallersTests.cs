using System.Net;
using Analytics.Dashboard.Client;
using Analytics.Dashboard.Questions;
using Analytics.Tests.Dashboard.Questions;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>Many callers of the API at once, over HTTP on a real server: the same line, and the same answers, as for the pages' readers.</summary>
public class ManyCallersTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HundredCallersAtOnce_EachHasItsTurn_AndWhoHangsUpIsDropped()
    {
        GatedModel? model = null;
        await using var site = await SiteAsync(inner => model = new GatedModel(inner));
        using var hangingUp = new CancellationTokenSource();

        var callers = Enumerable.Range(1901, 100).Select(year => AskAsync(site, year)).ToList();
        await Patience.UntilAsync(() => model is { Turns.IsEmpty: false } && Waiting(site) == 100 - model.Turns.Count);
        var leaver = site.Http.GetAsync("/api/v1/query?measure=referrals&fiscal_year=2050", hangingUp.Token);
        await Patience.UntilAsync(() => Waiting(site) == 101 - model!.Turns.Count);
        hangingUp.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        await Patience.UntilAsync(() => Waiting(site) == 100 - model!.Turns.Count);
        model!.Open();

        Assert.All(await Task.WhenAll(callers), figure => Assert.Equal(0, figure));
        Assert.All(model.Turns, turn => Assert.Single(turn));
        Assert.DoesNotContain(model.Turns, turn => turn[0].Filters["fiscal_year"][0] == "2050");
        Assert.Equal(100, model.Turns.Count);
    }

    [Fact]
    public async Task SameQuestion_OfManyCallers_IsAnsweredOnce_UntilTheNextPublication()
    {
        GatedModel? model = null;
        await using var site = await SiteAsync(inner => model = new GatedModel(inner, isOpen: true));

        Assert.Equal([1m], (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(site, 2008)))).Distinct());
        Assert.Single(model!.Turns);
        var former = await TagAsync(site);

        await site.Star.ReferralAsync(20080601);
        await site.Star.PublishAsync();
        Assert.Equal(2m, await AskAsync(site, 2008));
        Assert.Equal(2, model.Turns.Count);
        Assert.NotEqual(former, await TagAsync(site));
        Assert.Equal([1, 2], model.Turns.Select(turn => turn[0].Publication!.Value));

        static async Task<string> TagAsync(ApiSite site)
        {
            using var response = await site.Http.GetAsync("/api/v1/query?measure=referrals&fiscal_year=2008&lang=en", Cancellation);
            return response.Headers.ETag!.Tag;
        }
    }

    [Fact]
    public async Task BeforeTheFirstPublication_NothingIsKept()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        Assert.Null(await AskAsync(site, 2008));

        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();

        Assert.Equal(1m, await AskAsync(site, 2008));
    }

    [Fact]
    public async Task Refused_NeitherKeptNorTagged()
    {
        await using var site = await SiteAsync(inner => inner);
        for (var time = 0; time < 2; time++)
        {
            using var response = await site.Http.GetAsync("/api/v1/query?measure=referrals&publication=9", Cancellation);
            Assert.Equal(
                (HttpStatusCode.BadRequest, null, "no-store"),
                (response.StatusCode, response.Headers.ETag, response.Headers.CacheControl?.ToString())
            );
        }
    }

    private async Task<ApiSite> SiteAsync(Func<Analytics.Sql.Model.IModel, Analytics.Sql.Model.IModel> around)
    {
        var site = await ApiSite.CreateAsync(postgres, around: around);
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        return site;
    }

    private static async Task<decimal?> AskAsync(ApiSite site, int year) =>
        (await site.Client.AskAsync(AnalyticsQuery.Of("referrals").Where("fiscal_year", $"{year}").In("samples"), Cancellation)).Totals.Figure("referrals");

    private static int Waiting(ApiSite site) => site.Service<QuestionQueue>().Waiting;
}
