using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Questions;

public sealed class QuestionQueueTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hold_QuestionsOfOnePage_AreReadTogether()
    {
        await using var star = await StarAsync();
        var model = new GatedModel(star.Model, isOpen: true);
        var (queue, page) = (new QuestionQueue(model), new Asker());

        List<Task<Result>> answers = [];
        using (page.Hold())
        {
            answers.AddRange(Years(2001, 8).Select(query => Ask(queue, page, query)));
        }

        await Task.WhenAll(answers);
        Assert.Equal([8], model.Turns.Select(t => t.Count));
    }

    [Fact]
    public async Task Turns_OneWhoAsksMuch_KeepsNobodyWaitingForAll()
    {
        await using var star = await StarAsync();
        var model = new GatedModel(star.Model);
        var (queue, greedy, modest) = (new QuestionQueue(model, mostTurns: 1), new Asker(), new Asker());

        List<Task<Result>> many = [];
        using (greedy.Hold())
        {
            many.AddRange(Years(2001, 150).Select(query => Ask(queue, greedy, query)));
        }

        await model.StartedAsync(1);
        var one = Ask(queue, modest, Year(1990));
        model.Open();
        await Task.WhenAll([.. many, one]);

        Assert.Equal([QuestionQueue.MostAtOnce, 1, QuestionQueue.MostAtOnce, 150 - 2 * QuestionQueue.MostAtOnce], model.Turns.Select(t => t.Count));
        Assert.Equal("1990", Assert.Single(model.Turns.ElementAt(1)).Filters["fiscal_year"][0]);
    }

    [Fact]
    public async Task Gone_WhatItStillWaitsFor_IsNeverAsked()
    {
        await using var star = await StarAsync();
        var model = new GatedModel(star.Model);
        using var leaving = new CancellationTokenSource();
        var (queue, reader, leaver) = (new QuestionQueue(model, mostTurns: 1), new Asker(), new Asker(leaving.Token));

        var first = Ask(queue, reader, Year(2001));
        await model.StartedAsync(1);
        var (dropped, shared) = (Ask(queue, leaver, Year(2002)), new AskedQuestion(Year(2003)));
        queue.Add(shared, leaver);
        var (leavers, readers) = (shared.WaitAsync(leaver.Gone)!, shared.WaitAsync(reader.Gone)!);
        leaving.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dropped);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leavers);
        model.Open();

        Assert.Equal(0, (await first).Totals[0].Value);
        Assert.Equal(0, (await readers).Totals[0].Value);
        Assert.Equal(["2001", "2003"], model.Turns.SelectMany(t => t).Select(q => q.Filters["fiscal_year"][0]));
    }

    [Fact]
    public async Task Gone_WhileItIsBeingAnswered_StopsTheReading()
    {
        await using var star = await StarAsync();
        var model = new GatedModel(star.Model);
        using var leaving = new CancellationTokenSource();
        var (queue, leaver) = (new QuestionQueue(model, mostTurns: 1), new Asker(leaving.Token));

        var answer = Ask(queue, leaver, Year(2001));
        await model.StartedAsync(1);
        leaving.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await model.StoppedAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task Failure_ReachesWhoeverAsked_AndTheLineGoesOn()
    {
        await using var star = await StarAsync();
        var (queue, asker) = (new QuestionQueue(new GatedModel(star.Model, isOpen: true)), new Asker());

        var refused = await Assert.ThrowsAsync<QueryException>(() => Ask(queue, asker, Year(2001) with { Dataset = "nowhere" }));

        Assert.Equal("nowhere", refused.Fault.Value);
        Assert.Equal(2, (await Ask(queue, asker, Year(2008))).Totals[0].Value);
    }

    [Fact]
    public async Task HundredAskersAtOnce_EachGetsItsOwnAnswer()
    {
        await using var star = await StarAsync();
        var queue = new QuestionQueue(star.Model);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(async index =>
                {
                    await Task.Yield();
                    var asker = new Asker();
                    return (index, await Ask(queue, asker, Year(index % 2 == 0 ? 2008 : 2009)), await Ask(queue, asker, Year(2001)));
                })
        );

        Assert.All(answers, a => Assert.Equal((a.index % 2 == 0 ? 2m : 1m, 0m), (a.Item2.Totals[0].Value!.Value, a.Item3.Totals[0].Value!.Value)));
        Assert.Equal(0, queue.Waiting);
    }

    /// <summary>Two referrals in 2008年度, one in 2009年度.</summary>
    private async Task<Star> StarAsync()
    {
        var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080401);
        await star.ReferralAsync(20090331);
        await star.ReferralAsync(20090401);
        await star.PublishAsync();
        return star;
    }

    private static Task<Result> Ask(QuestionQueue queue, Asker asker, Query query)
    {
        var asked = new AskedQuestion(query);
        var answer = asked.WaitAsync(asker.Gone)!;
        queue.Add(asked, asker);
        return answer;
    }

    private static IEnumerable<Query> Years(int first, int count) => Enumerable.Range(first, count).Select(Year);

    private static Query Year(int year) =>
        new()
        {
            Scope = Scope.All,
            Dataset = "samples",
            Measures = ["referrals"],
            Filters = new Dictionary<string, IReadOnlyList<string>>
            {
                ["fiscal_year"] = [year.ToString("0000", System.Globalization.CultureInfo.InvariantCulture)],
            },
        };
}
