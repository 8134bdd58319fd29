namespace Analytics.Tests.Sql.Reference;

public sealed class IndustriesTests(ReferenceDatabase database) : IClassFixture<ReferenceDatabase>
{
    [Fact]
    public async Task Classification_EachRevision_HasItsCounts() =>
        Assert.Equal(
            ["13 detailed 1460", "13 division 20", "13 group 530", "13 major-group 99", "14 division 20", "14 major-group 99"],
            await database.RowsAsync("select revision, level, count(*) from mart.dim_industry where industry_key > 0 group by 1, 2 order by 1, 2")
        );

    [Theory]
    [InlineData("E", "製造業 E not-applicable Manufacturing 製造業")]
    [InlineData("28", "電子部品・デバイス・電子回路製造業 E 28 Electronic parts, devices and electronic circuits 製造業")]
    [InlineData("274", "医療用機械器具・医療用品製造業 E 27 - 製造業")]
    [InlineData("0111", "米作農業 A 01 - 農業，林業")]
    [InlineData("G", "情報通信業 G not-applicable Information and communications 情報通信業")]
    public async Task Code_OfRevision13_HasItsDivisionAndMajorGroup(string code, string row) =>
        Assert.Equal(
            [row],
            await database.RowsAsync(
                "select name_ja, division_code, group_code, name_en, division_ja from mart.dim_industry where revision = 13 and industry_code = $1",
                code
            )
        );

    [Theory]
    [InlineData("27", "業務用機械 Business machinery")]
    [InlineData("28", "電子部品 Electronic parts")]
    [InlineData("09", "食料品 Food")]
    public async Task MajorGroup_OnAnAxis_HasAShortLabel(string code, string labels) =>
        Assert.Equal(
            [labels],
            await database.RowsAsync("select group_short_ja, group_short_en from mart.dim_industry where revision = 13 and industry_code = $1", code)
        );

    [Fact]
    public async Task ShortLabels_OfOneRevisionAndLevel_AreUniqueAndShort()
    {
        Assert.Empty(
            await database.RowsAsync(
                """
                select revision, level, case level when 'division' then division_short_ja else group_short_ja end as label
                from mart.dim_industry where level in ('division', 'major-group') group by 1, 2, 3 having count(*) > 1
                """
            )
        );
        Assert.Empty(await database.RowsAsync("select group_short_ja from mart.dim_industry where length(group_short_ja) > 10 or length(group_short_en) > 24"));
    }
}
