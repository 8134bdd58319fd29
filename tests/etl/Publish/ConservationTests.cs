using Analytics.Etl.Load;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Publish;

/// <summary>Every row of every file is accounted for, once.</summary>
public sealed class ConservationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task EveryRow_IsCountedOnce_AndLeadsToItsLine()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-02,0149,駿河食品", "3,20080a,0149,三島化成", "合計,,,", ""),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01", "11,77,共同研究,2008-06-02", "12,2,共同研究,1950-06-02")
        );
        // A later file corrects referral 1, repeats referral 2 and brings another one; engagement 11 gets its referral.
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-03,0149,遠州光学", "2,2008-04-02,0149,駿河食品", "77,2008-05-01,0149,高橋製作所"));

        Assert.Equal("rejected:1(4) star:1(3) superseded:1(2)", await AccountAsync(ledgers, 1));
        Assert.Equal("rejected:1(4) star:2(2,3)", await AccountAsync(ledgers, 2));
        Assert.Equal("star:2(2,4) duplicate:1(3)", await AccountAsync(ledgers, 3));
        Assert.Equal(
            "3 5",
            await ledgers.QueryAsync(
                "select rows_read, rows_read + coalesce((select sum(value::integer) from jsonb_each_text(rows_skipped)), 0) from audit.batches where batch_id = 1"
            )
        );

        // As long as its referral is unknown an engagement waits; a withdrawn file's rows are withdrawn, and what they replaced counts again.
        await ledgers.WithdrawAsync(3);
        await ledgers.PublishAsync();
        Assert.Equal("rejected:1(4) star:2(2,3)", await AccountAsync(ledgers, 1));
        Assert.Equal("rejected:1(4) waiting:1(3) star:1(2)", await AccountAsync(ledgers, 2));
        Assert.Equal("withdrawn:3(2,3,4)", await AccountAsync(ledgers, 3));
    }

    [Fact]
    public async Task TargetsMeetingsSurveysAndLists_AreAccountedForToo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
            ledgers.Offer(Ledgers.Target, "2008,紹介件数,,,40", "2008,紹介件数,22130,,12", "2008,紹介件数,どこか,,12"),
            ledgers.Offer(Ledgers.Meeting, "M1,2008-05-20,遠州光学", "M1,2008-05-20,駿河食品", "M1,2008-05-20,駿河食品"),
            ledgers.Offer(Ledgers.Survey, "1,2008年度,成果なし", "9,2008年度,成果なし")
        );
        await ledgers.LoadAsync(Ledgers.Target, "2008,紹介件数,,,45");

        Assert.Equal("rejected:1(4) star:1(3) superseded:1(2)", await AccountAsync(ledgers, 2));
        Assert.Equal("star:2(2,4) duplicate:1(3)", await AccountAsync(ledgers, 3));
        Assert.Equal("waiting:1(3) star:1(2)", await AccountAsync(ledgers, 4));
        Assert.Equal("star:1(2)", await AccountAsync(ledgers, 5));
    }

    [Fact]
    public async Task RowThatWouldVanish_StopsItsBatch_AndNoOther()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        // A mart that drops a row without a word.
        await ledgers.ExecuteAsync(
            """
            create function mart.drop_s2() returns trigger language plpgsql as $$ begin if new.outcome_number = 'S2' then return null; end if; return new; end $$;
            create trigger drop_s2 before insert on mart.fct_outcomes_ledgers for each row execute function mart.drop_s2()
            """
        );

        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Outcome, "S1,1,特許出願,2009-06-01", "S2,1,試作品,2009-07-01"),
            ledgers.Offer(Ledgers.Outcome, "S3,1,製品化,2009-08-01")
        );

        Assert.Equal([FileFate.Held, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Equal(
            "1 row would be nowhere: neither in the star nor rejected nor waiting. Nothing of the file was published. (line 3)",
            Assert.Single(report.Publication.Held).Told.En
        );
        Assert.Equal("S3", await ledgers.QueryAsync("select outcome_number from mart.fct_outcomes where published_to = 2147483647"));
        Assert.Equal("held:2(2,3)", await AccountAsync(ledgers, 2));
    }

    static async Task<string> AccountAsync(Ledgers ledgers, int batch)
    {
        var audit = new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader));
        var account = await audit.AccountAsync(batch, TestContext.Current.CancellationToken);
        var told = new List<string>();
        foreach (var fate in AuditLog.Fates.Except(account.Keys))
            Assert.Equal(0, (await audit.FateRowsAsync(batch, fate, 1, 100, TestContext.Current.CancellationToken)).Total);
        foreach (var fate in AuditLog.Fates.Where(account.ContainsKey))
        {
            var rows = await audit.FateRowsAsync(batch, fate, 1, 100, TestContext.Current.CancellationToken);
            Assert.Equal(account[fate], rows.Total);
            told.Add($"{fate}:{account[fate]}({string.Join(',', rows.Items.Select(row => row.Line))})");
        }

        return string.Join(' ', told);
    }
}
