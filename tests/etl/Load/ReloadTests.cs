using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Samples;
using Analytics.Etl.Staging;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>Archived bytes that are read again under a corrected declaration: the star is that of a fresh load under it.</summary>
public sealed class ReloadTests(PostgresFixture postgres) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("money_unit: 円", "money_unit: 千円")] // every amount
    [InlineData("header: 契約番号", "header: 旧番号")] // every number, and with it whose case each row is
    [InlineData("header: 紹介番号", "header: 参考番号")] // whose referral
    [InlineData("[共同], commissioned-research: [委託]", "[共同, 委託], commissioned-research: [受託]")] // some rows are told otherwise
    [InlineData("\n  - {name: referral_number, header: 紹介番号, type: identifier}", "")] // a column that it did not know
    [InlineData("委託]}", "委託契約]}")] // some rows were rejected
    public async Task Reload_CorrectedDeclaration_GivesTheStarOfAFreshLoadUnderIt(string right, string wrong)
    {
        string[] files =
        [
            "契約番号,旧番号,紹介番号,参考番号,契約先,契約日,契約金額,方式\nC1,2,1,2,遠州光学,2008-05-01,1000000,共同\nC2,3,2,1,駿河食品,2008-06-02,500000,委託\n",
            "契約番号,旧番号,紹介番号,参考番号,契約先,契約日,契約金額,方式\nC2,1,2,9,駿河食品,2008-06-02,700000,委託\nC3,4,9,1,伊豆製薬,2008-07-02,300000,共同\n",
        ];
        await using var corrected = await Ledgers.CreateAsync(postgres);
        CityContracts.Declare(_folder, CityContracts.Yaml.Replace(right, wrong, StringComparison.Ordinal));
        await LoadAsync(corrected, files);
        var misread = await StarRows.ReadAsync(corrected.Warehouse.Owner, Cancellation);

        CityContracts.Declare(_folder);
        var batches = await Line(corrected).Reloads.BatchesAsync("city_contracts", cancellation: Cancellation);
        var report = await Line(corrected).Reloads.DoAsync(batches, "佐藤", cancellation: Cancellation);
        await using var afresh = await Ledgers.CreateAsync(postgres);
        await LoadAsync(afresh, files);

        Assert.Equal([2, 3], batches);
        Assert.All(report.Files, file => Assert.Equal((FileFate.Loaded, 2, 0), (file.Fate, file.RowsLoaded, file.AllRejected)));
        Assert.NotEqual(misread, await StarRows.ReadAsync(corrected.Warehouse.Owner, Cancellation));
        Assert.Equal(await StarRows.ReadAsync(afresh.Warehouse.Owner, Cancellation), await StarRows.ReadAsync(corrected.Warehouse.Owner, Cancellation));
        Assert.Equal(await afresh.FindingsAsync(), await corrected.FindingsAsync());
        const string told =
            "select batch_id, state, rows_read, rows_loaded, rows_rejected, rows_new, rows_revised, rows_unchanged, declaration from audit.batches order by batch_id";
        Assert.Equal(await afresh.QueryAsync(told), await corrected.QueryAsync(told));
        const string profile = "select batch_id, column_name, row_count, null_count, smallest, largest from audit.batch_profiles order by 1, 2";
        Assert.Equal(await afresh.QueryAsync(profile), await corrected.QueryAsync(profile));
        Assert.Equal("", await corrected.QueryAsync("select * from staging.renamed_numbers"));
        Assert.Equal("reloaded - 佐藤", await corrected.QueryAsync("select event, why, by from audit.batch_events where batch_id = 2 and event = 'reloaded'"));
        Assert.Equal("1\n2", await corrected.QueryAsync("select publication from audit.publications order by 1"));
    }

    [Fact]
    public async Task Reload_OldFile_OverrulesNoLaterCorrection()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral + ",状況", "1,2008-04-01,0149,遠州光学,受付", "2,2008-04-01,0149,駿河食品,受付");
        await ledgers.LoadAsync(Ledgers.Referral + ",状況", "1,2008-04-02,0149,遠州光学,対応中");
        const string facts = "select referral_number, referred_date_key, state, batch_id from mart.fct_referrals where published_to = 2147483647 order by 1";
        var before = await ledgers.QueryAsync(facts);
        Assert.Equal("1 20080402 in-progress 2\n2 20080401 received 1", before);

        var report = await ledgers.Line.Reloads.DoAsync([1], cancellation: Cancellation);

        Assert.False(report.Publication.IsNew);
        Assert.Equal(before, await ledgers.QueryAsync(facts));
        Assert.Equal(
            "1 published 1 2 0 0\n2 published 2 0 1 0",
            await ledgers.QueryAsync("select batch_id, state, published_in, rows_new, rows_revised, rows_unchanged from audit.batches order by 1")
        );
    }

    [Fact]
    public async Task Reload_WhatReadsAsBefore_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var files = SampleLedgers.Write(60, SampleLedgers.DefaultSeed, folder.Path, cancellation: Cancellation).Files;
        await ledgers.LoadAsync([.. files.Select(file => new OfferedFile(Path.Combine(folder.Path, file.Path), "load", Owner: file.Owner))]);
        var before = await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation);
        var findings = await ledgers.FindingsAsync("samples");
        var counted = await ledgers.QueryAsync("select batch_id, rows_new, rows_revised, rows_unchanged from audit.batches order by 1");

        var batches = (await ledgers.QueryAsync("select batch_id from audit.batches where state = 'published' order by 1"))
            .Split('\n')
            .Select(int.Parse)
            .ToList();
        var preview = await ledgers.Line.Previews.OfReloadAsync(batches, Cancellation);
        Assert.Empty(preview.Figures);
        Assert.All(preview.Files, file => Assert.Equal((0, 0), (file.New, file.Revised)));
        Assert.Equal(await ledgers.QueryAsync("select sum(rows_loaded) from audit.batches"), $"{preview.Files.Sum(file => file.Unchanged)}");
        await ledgers.Line.Reloads.DoAsync(batches, cancellation: Cancellation);

        Assert.Equal(before, await StarRows.ReadAsync(ledgers.Warehouse.Owner, Cancellation));
        Assert.Equal(findings, await ledgers.FindingsAsync("samples"));
        Assert.Equal(counted, await ledgers.QueryAsync("select batch_id, rows_new, rows_revised, rows_unchanged from audit.batches order by 1"));
    }

    [Fact]
    public async Task Reload_RowThatWasRejected_CountsNowAndStaysRejectedInWhatWasPublished()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string file = "契約番号,契約先,契約日,契約金額,方式\nC1,遠州光学,2008-05-01,1000000,共同\nC2,駿河食品,2008-06-02,500000,請負\n";
        CityContracts.Declare(_folder);
        await LoadAsync(ledgers, file);
        Assert.Contains("rejected ", await ledgers.FindingsAsync(), StringComparison.Ordinal);

        // Read as before, its one loaded row is unchanged; under the new declaration the other one is new, too.
        var asBefore = Assert.Single((await Line(ledgers).Previews.OfReloadAsync([2], Cancellation)).Files);
        Assert.Equal((0, 0, 1, 1), (asBefore.New, asBefore.Revised, asBefore.Unchanged, asBefore.Rejected));
        var mended = CityContracts.Yaml.Replace("[委託]", "[委託, 請負]", StringComparison.Ordinal);
        CityContracts.Declare(_folder, mended.Replace("money_unit: 円", "money_unit: 千円", StringComparison.Ordinal));
        var changed = Assert.Single((await Line(ledgers).Previews.OfReloadAsync([2], Cancellation)).Files);
        Assert.Equal((1, 1, 0, 0), (changed.New, changed.Revised, changed.Unchanged, changed.Rejected));

        CityContracts.Declare(_folder, mended);
        await Line(ledgers).Reloads.DoAsync([2], cancellation: Cancellation);

        Assert.Equal("2", await ledgers.TotalAsync("engagements"));
        Assert.DoesNotContain("rejected ", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("1 2", await ledgers.QueryAsync("select published_from, published_to from audit.findings where kind = 'rejected'"));
        Assert.Equal(
            "1 1\n2 0",
            await ledgers.QueryAsync("select publication, rows_rejected from audit.publication_datasets where dataset_code = 'ledgers' order by 1")
        );
    }

    [Fact]
    public async Task Reload_WhatCannotBeReadToday_KeepsItsRowsAndSaysSo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var first = ledgers.File(Ledgers.Text(Ledgers.Referral, $"1,2008-04-01,0149,{Guid.NewGuid():n}"), "一.csv");
        var second = ledgers.File(Ledgers.Text(Ledgers.Referral, $"2,2008-04-01,0149,{Guid.NewGuid():n}"), "二.csv");
        await ledgers.CommandAsync("load", first, second);
        var archive = new Archive(ledgers.Warehouse.Folder.Archive);
        await File.AppendAllTextAsync(archive.PathOf(await ledgers.QueryAsync("select sha256 from audit.batches where batch_id = 1")), "\n", Cancellation);
        File.Delete(archive.PathOf(await ledgers.QueryAsync("select sha256 from audit.batches where batch_id = 2")));

        var (code, _, error) = await ledgers.CommandAsync("reload", "--source", "referral_ledger");

        Assert.Equal(1, code);
        Assert.StartsWith("一.csv (batch 1): keeps its former rows. The archive has not, or no longer, the bytes of '一.csv'", error, StringComparison.Ordinal);
        Assert.Contains("二.csv (batch 2): keeps its former rows.", error, StringComparison.Ordinal);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
        Assert.Equal("1 published\n2 published", await ledgers.QueryAsync("select batch_id, state from audit.batches order by 1"));
        Assert.Equal(2, (await ledgers.CommandAsync("reload")).Code);
        Assert.Equal(2, (await ledgers.CommandAsync("reload", "--batch", "1", "--source", "referral_ledger")).Code);
        Assert.Equal(2, (await ledgers.CommandAsync("reload", "--source", "nothing")).Code);
        Assert.Equal(0, (await ledgers.CommandAsync("reload", "--source", "sbir")).Code);
        Assert.Equal(1, (await ledgers.CommandAsync("reload", "--batch", "3")).Code);
        await ledgers.Line.Ways.DoAsync(new Withdrawal(1, "x"), Cancellation);
        Assert.Equal(
            (1, "Batch 1 (一.csv) is withdrawn. Bring it back by release, then read it again.\n"),
            await ledgers.CommandAsync("reload", "--batch", "1") is var (again, _, why) ? (again, why) : default
        );
    }

    [Fact]
    public async Task Reload_ThenWithdraw_TakesOutWhatWasPublishedBefore()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        await ledgers.LoadAsync(Ledgers.Referral, "2,2008-04-01,0149,駿河食品");
        // As an earlier release left it whose process ended before it was published.
        using (var read = await ledgers.Line.Reloads.ReadAsync([2], null, Cancellation))
        await using (var connection = await ledgers.Warehouse.Loader.OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await read.Reloads[0].ApplyAsync(connection, TimeProvider.System.GetUtcNow(), Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await ledgers.Line.Ways.DoAsync(new Withdrawal(2, "誤り"), Cancellation);

        Assert.Equal("1", await ledgers.QueryAsync("select referral_number from mart.fct_referrals where published_to = 2147483647"));
    }

    [Fact]
    public async Task ColumnThatAFactHasOnlyNow_IsReadFromTheFilesThatToldItAlready()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral + ",企業名カナ", "1,2008-04-01,0149,遠州光学,エンシュウコウガク");
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2008-06-01"));
        // As an earlier release left it, whose referrals had no such column.
        await ledgers.ExecuteAsync(
            "drop view staging.row_fates; alter table staging.referrals drop column company_kana; comment on table staging.referrals is null"
        );
        await new StagingViews(ledgers.Warehouse.Loader, ledgers.Line.Sources).ApplyAsync(Cancellation);
        Assert.Equal("-", await ledgers.QueryAsync("select company_kana from staging.referrals"));

        var (source, batches) = Assert.Single(await ChangedDeclarations.FindAsync(ledgers.Line, Cancellation));
        Assert.Equal(("referral_ledger", 1), (source, Assert.Single(batches)));
        await ledgers.Line.Reloads.DoAsync(batches, cancellation: Cancellation);

        Assert.Equal("エンシュウコウガク", await ledgers.QueryAsync("select company_kana from staging.referrals"));
        Assert.Empty(await ChangedDeclarations.FindAsync(ledgers.Line, Cancellation));
    }

    LoadingPipeline Line(Ledgers ledgers) => new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);

    /// <summary>Two referrals, then these files, each a publication of its own as far as it brings something.</summary>
    async Task LoadAsync(Ledgers ledgers, params string[] files)
    {
        var line = Line(ledgers);
        var offered = files
            .Select(text => new OfferedFile(ledgers.File(text), "load", "city_contracts"))
            .Prepend(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-01,0149,駿河食品"))
            .ToArray();
        await line.Run.LoadAsync(offered, cancellation: Cancellation);
    }
}
