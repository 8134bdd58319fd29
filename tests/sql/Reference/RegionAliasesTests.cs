namespace Analytics.Tests.Sql.Reference;

public sealed class RegionAliasesTests(ReferenceDatabase database) : IClassFixture<ReferenceDatabase>
{
    private Task<string[]> ResolveAsync(string text) =>
        database.RowsAsync("select region_code from mart.region_aliases where alias_folded = staging.fold_text($1)", text);

    [Theory]
    [InlineData("西部", "22-west")]
    [InlineData("静岡県西部", "22-west")]
    [InlineData("中部", "22-central")] // the sub-region goes before the area; 中部地方 is the area
    [InlineData("中部地方", "JP-chubu")]
    [InlineData("22-east", "22-east")]
    [InlineData("浜松市", "22130")]
    [InlineData("浜松", "22130")]
    [InlineData("　浜　松　市", "22130")]
    [InlineData("22130", "22130")]
    [InlineData("２２１３０９", "22130")]
    [InlineData("hamamatsu", "22130")]
    [InlineData("Hamamatsu City", "22130")]
    [InlineData("Mishima, Shizuoka", "22206")]
    [InlineData("静岡県浜松市中区", "22131")]
    [InlineData("浜松市天竜区", "22140")] // two wards of that name: the later one succeeds the earlier
    [InlineData("Shizuoka", "22")] // the prefecture goes before the city
    [InlineData("静岡", "22")]
    [InlineData("静岡市", "22100")] // of three codes in a row, today's
    [InlineData("220001", "22")]
    [InlineData("静岡県岡部町", "22401")]
    [InlineData("静岡県志太郡岡部町", "22401")]
    [InlineData("静岡県森町", "22461")]
    [InlineData("新井市", "15217")] // 妙高市 since 2005, under the same code
    [InlineData("北海道", "01")]
    [InlineData("全国", "JP")]
    [InlineData("CA", "US-CA")]
    [InlineData("Ca", "US-CA")]
    [InlineData("California", "US-CA")]
    public async Task Alias_OfOneRegion_Resolves(string text, string code) => Assert.Equal([code], await ResolveAsync(text));

    [Theory]
    [InlineData("府中市")] // Tokyo and Hiroshima
    [InlineData("府中")]
    [InlineData("森町")] // Hokkaido and Shizuoka
    [InlineData("清水町")]
    [InlineData("岡部町")] // Saitama and Shizuoka
    [InlineData("富士川町")] // Shizuoka until 2008, Yamanashi since 2010
    [InlineData("中区")]
    [InlineData("中央区")]
    [InlineData("Fuchu")]
    public async Task Alias_OfSeveralRegions_DoesNotResolve(string text) => Assert.Empty(await ResolveAsync(text));

    [Fact]
    public async Task Aliases_All_NameARegion() =>
        Assert.Empty(
            await database.RowsAsync(
                "select alias_folded from mart.region_aliases a where not exists (select from mart.dim_region r where r.region_code = a.region_code and r.is_current)"
            )
        );
}
