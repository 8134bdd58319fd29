using Analytics.Etl.Load;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Publish;

/// <summary>The same number again: duplicates, revisions and their order, conflicts; and what older publications still say.</summary>
public class RevisionTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",従業員数,状況,更新日";

    [Fact]
    public async Task Load_SameContentUnderAnotherName_IsNothingToDo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var text = Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        var first = await ledgers.LoadAsync(new OfferedFile(ledgers.File(text, "四月.csv"), "load"));
        var again = await ledgers.LoadAsync(new OfferedFile(ledgers.File(text, "四月 (1).csv"), "load"));

        Assert.Equal((FileFate.Loaded, 1, true), (first.Files[0].Fate, first.Publication.Publication, first.Publication.IsNew));
        Assert.Equal((FileFate.LoadedBefore, first.Files[0].BatchId), (again.Files[0].Fate, again.Files[0].BatchId));
        Assert.Equal((1, false), (again.Publication.Publication, again.Publication.IsNew));
        Assert.Equal("1", await ledgers.QueryAsync("select count(*) from audit.batches"));
    }

    [Fact]
    public async Task Load_EqualRowsInAnotherFile_RecordsTheBatchAndChangesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,12,受付,", "2,2008-05-01,0149,駿河食品,30,受付,");
        var again = await ledgers.LoadAsync(Header, "2,2008-05-01,0149,駿河食品,30,受付,", "1,2008-04-01,0149,遠州光学,12,受付,");

        Assert.Equal((FileFate.Loaded, 1, false), (again.Files[0].Fate, again.Publication.Publication, again.Publication.IsNew));
        Assert.Equal("1 published 1\n2 published 1", await ledgers.QueryAsync("select batch_id, state, published_in from audit.batches order by 1"));
        Assert.Equal("2 1", await ledgers.QueryAsync("select count(*), max(published_from) from mart.fct_referrals"));
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Revision_ClosesTheOldVersion_AndOlderPublicationsStillShowIt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,12,受付,", "2,2008-05-01,0149,駿河食品,30,受付,");
        var second = await ledgers.LoadAsync(Header, "1,2009-04-01,0149,遠州光学,12,受付,2009-04-02");

        Assert.Equal((2, true, 1, 1), (second.Publication.Publication, second.Publication.IsNew, second.Publication.RowsOpened, second.Publication.RowsClosed));
        Assert.Equal(
            "1 20080401 1 2\n1 20090401 2 2147483647\n2 20080501 1 2147483647",
            await ledgers.QueryAsync("select referral_number, referred_date_key, published_from, published_to from mart.fct_referrals order by 1, 3")
        );
        Assert.Equal("2008: 1\n2009: 1(Provisional)\ntotal: 2", await ledgers.FiguresAsync("referrals", "fiscal_year"));
        Assert.Equal("2008: 2(Provisional)\ntotal: 2", await ledgers.FiguresAsync("referrals", "fiscal_year", publication: 1));
    }

    [Theory]
    // 更新日 decides before the time received: an older statement that comes later changes nothing.
    [InlineData("2008-06-01", "完了", "2008-05-01", "対応中", "completed")]
    [InlineData("2008-05-01", "対応中", "2008-06-01", "完了", "completed")]
    // Blank comes first, whenever it is received.
    [InlineData("2008-05-01", "対応中", "", "完了", "in-progress")]
    // Equal 更新日: the time received decides.
    [InlineData("2008-05-01", "対応中", "2008-05-01", "完了", "completed")]
    [InlineData("", "対応中", "", "受付", "received")]
    public async Task Revisions_AreOrderedByUpdatedOnThenTimeReceived(
        string firstUpdated,
        string firstState,
        string thenUpdated,
        string thenState,
        string expected
    )
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, $"1,2008-04-01,0149,遠州光学,12,{firstState},{firstUpdated}");
        await ledgers.LoadAsync(Header, $"1,2008-04-01,0149,遠州光学,12,{thenState},{thenUpdated}");

        Assert.Equal(expected, await ledgers.QueryAsync("select state from mart.fct_referrals where published_to = 2147483647"));
    }

    [Fact]
    public async Task Revisions_InOneFile_TheLatestUpdatedOnHolds()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,12,完了,2008-09-01", "1,2008-04-01,0149,遠州光学,12,対応中,2008-06-01");

        Assert.Equal(0, report.RowsRejected);
        Assert.Equal("completed 20080901", await ledgers.QueryAsync("select state, closed_date_key from mart.fct_referrals where published_to = 2147483647"));
    }

    [Fact]
    public async Task Conflict_SameNumberAndUpdatedOnInOneFile_AllRejectedAndThePublishedStays()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,12,受付,2008-04-01");
        var second = await ledgers.LoadAsync(
            Header,
            "1,2008-04-01,0149,遠州光学,12,完了,2008-06-01",
            "2,2008-05-01,0149,駿河食品,30,受付,",
            "1,2008-04-01,0149,遠州光学,12,辞退,2008-06-01"
        );

        Assert.Equal((1, 2), (second.Files[0].RowsLoaded, second.Files[0].RowsRejected));
        Assert.Equal(
            "1 received\n2 received",
            await ledgers.QueryAsync("select referral_number, state from mart.fct_referrals where published_to = 2147483647 order by 1")
        );
        Assert.Equal("rejected key-conflict 2:1\nrejected key-conflict 4:1", await ledgers.FindingsAsync());
        Assert.Equal("2", await ledgers.QueryAsync("select rows_rejected from audit.publication_datasets where dataset_code = 'ledgers' and publication = 2"));
    }

    [Fact]
    public async Task Duplicates_IdenticalInOneFile_CountOnceAndAreNotRejected()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,12,受付,", "1,2008-04-01,0149,遠州光学,12,受付,");

        Assert.Equal(0, report.RowsRejected);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Closing_ByClosedDateElseFirstClosingRevision_ElseUnknown()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string header = Header + ",終結日";
        await ledgers.LoadAsync(
            header,
            "1,2008-04-01,0149,甲,12,完了,2008-09-01,2008-08-15", // says its day itself
            "2,2008-04-01,0149,乙,12,完了,2008-09-01,", // the revision's
            "3,2008-04-01,0149,丙,12,辞退,,", // closed, but nobody knows when
            "4,2008-04-01,0149,丁,12,対応中,2008-09-01,"
        );
        // A later closing revision does not move the day; one that reopens the case opens it.
        await ledgers.LoadAsync(header, "2,2008-04-01,0149,乙,12,不成立,2008-12-01,", "1,2008-04-01,0149,甲,12,対応中,2008-12-01,");

        Assert.Equal(
            "1 in-progress -3 -\n2 not-concluded 20080901 153\n3 withdrawn -1 -\n4 in-progress -3 -",
            await ledgers.QueryAsync(
                "select referral_number, state, closed_date_key, days_to_closed from mart.fct_referrals where published_to = 2147483647 order by 1"
            )
        );
        Assert.Equal(
            "1 20080815",
            await ledgers.QueryAsync("select referral_number, closed_date_key from mart.fct_referrals where published_from = 1 and referral_number = '1'")
        );
        // Withdrawn companies stay in the denominator.
        Assert.Equal("4", await ledgers.TotalAsync("referrals"));
    }
}
