using Analytics.Sql;
using Analytics.Sql.Connections;

namespace Analytics.Tests.Sql.Reference;

public sealed class ReferenceDataTests(PostgresFixture postgres) : IAsyncLifetime
{
    private Warehouse _warehouse = null!;

    public async ValueTask InitializeAsync() => _warehouse = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();

    [Fact]
    public async Task Apply_SameChecksum_DoesNothing()
    {
        await ExecuteAsync("update mart.dim_channel set label_en = 'Edited' where channel_code = 'other'");
        Assert.Equal(0, await ApplyAsync());
        Assert.Equal(["Edited"], await RowsAsync("select label_en from mart.dim_channel where channel_code = 'other'"));
    }

    [Fact]
    public async Task Apply_AgainUnderAnotherChecksum_ChangesNoRow()
    {
        await ForgetAsync();
        Assert.Equal(0, await ApplyAsync());
        Assert.Equal([ReferenceData.Checksum], await RowsAsync("select checksum from audit.reference_data"));
    }

    [Fact]
    public async Task Apply_DifferentLabels_AreOverwrittenInPlace()
    {
        var before = await RowsAsync("select region_key, name_ja from mart.dim_region where region_code = '22130'");
        await ExecuteAsync("update mart.dim_region set name_ja = '濱松市', latitude = 0 where region_code = '22130'");
        await ExecuteAsync("update mart.dim_date set is_holiday = true, holiday_ja = '祝日' where date_key = 20070806");
        await ForgetAsync();

        Assert.Equal(2, await ApplyAsync());
        Assert.Equal(before, await RowsAsync("select region_key, name_ja from mart.dim_region where region_code = '22130'"));
        Assert.Equal(["false -"], await RowsAsync("select is_holiday, holiday_ja from mart.dim_date where date_key = 20070806"));
    }

    [Fact]
    public async Task Apply_OtherHierarchy_IsANewRowAndTheOldOneStays()
    {
        await ExecuteAsync("update mart.dim_cluster set sponsor_code = 'another', sponsor_ja = '別の省' where cluster_code = 'photon-valley'");
        await ExecuteAsync("update mart.dim_region set subregion_code = '22-central', subregion_ja = '中部' where region_code = '22461'");
        await ForgetAsync();

        Assert.Equal(4, await ApplyAsync());
        Assert.Equal(
            ["false another 別の省", "true shizuoka-prefecture 静岡県"],
            await RowsAsync("select is_current, sponsor_code, sponsor_ja from mart.dim_cluster where cluster_code = 'photon-valley' order by 1")
        );
        Assert.Equal(
            ["false 22-central 中部", "true 22-west 西部"],
            await RowsAsync("select is_current, subregion_code, subregion_ja from mart.dim_region where region_code = '22461' order by 1")
        );
    }

    [Fact]
    public async Task Apply_MembersOfOthers_AreKept()
    {
        await ExecuteAsync("insert into mart.dim_channel (channel_code, label_ja, label_en, sort) values ('fair', '展示会', 'Fair', 9)");
        await ExecuteAsync(
            """
            insert into mart.dim_agreement (dataset_key, agreement_number, bank_code, institute_code, institute_name)
            select dataset_key, 'S-1', '9901', 'inst', '見本研究所' from mart.dim_dataset where dataset_code = 'samples'
            """
        );
        await ForgetAsync();

        Assert.Equal(0, await ApplyAsync());
        Assert.Equal(["展示会"], await RowsAsync("select label_ja from mart.dim_channel where channel_code = 'fair'"));
        Assert.Equal(["true"], await RowsAsync("select is_current from mart.dim_agreement where agreement_number = 'S-1'"));
    }

    [Fact]
    public async Task Apply_TwiceAtOnce_WritesEachMemberOnce()
    {
        await ForgetAsync();
        await ExecuteAsync("update mart.dim_region set is_current = false where region_code = '22461'");
        var changes = await Task.WhenAll(ApplyAsync(), ApplyAsync(), ApplyAsync());
        Assert.Equal(1, changes.Sum());
    }

    [Fact]
    public async Task Unknown_AndNotApplicable_StandInEachDimension()
    {
        foreach (var dimension in (string[])["region", "industry", "cluster", "channel", "engagement_type", "research_stage", "outcome_type"])
        {
            Assert.Equal(
                ["-2 not-applicable", "-1 unknown"],
                await RowsAsync($"select {dimension}_key, {dimension}_code from mart.dim_{dimension} where {dimension}_key < 0 order by 1")
            );
        }

        Assert.Equal(
            ["-3 未到達 Not yet", "-2 該当なし Not applicable", "-1 不明 Unknown"],
            await RowsAsync("select date_key, label_ja, label_en from mart.dim_date where date_key < 0 order by 1")
        );
    }

    [Fact]
    public async Task OutcomeTypes_CountedAsOutcomes_AreTheSix() =>
        Assert.Equal(
            ["licence", "new-business", "new-company", "patent-filed", "product", "prototype"],
            await RowsAsync("select outcome_type_code from mart.dim_outcome_type where is_counted_outcome order by 1")
        );

    private Task<int> ApplyAsync() => ReferenceData.ApplyAsync(_warehouse.Owner, TestContext.Current.CancellationToken);

    private Task ForgetAsync() => ExecuteAsync("update audit.reference_data set checksum = 'older'");

    private Task<string[]> RowsAsync(string sql) => ReferenceDatabase.RowsAsync(_warehouse.Owner, sql);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
