namespace Analytics.Tests.Sql.Reference;

public sealed class ClustersTests(ReferenceDatabase database) : IClassFixture<ReferenceDatabase>
{
    [Fact]
    public async Task Clusters_OfTheAnnouncement_HaveProgrammeSponsorAndHome() =>
        Assert.Equal(
            [
                "foods-science-hills フーズ・サイエンス・ヒルズ 静岡トライアングルリサーチクラスター形成事業 静岡県 22-central",
                "hamamatsu-optronics 浜松オプトロニクスクラスター 知的クラスター創成事業 文部科学省 22130",
                "pharma-valley ファルマバレー 静岡トライアングルリサーチクラスター形成事業 静岡県 22-east",
                "photon-valley フォトンバレー 静岡トライアングルリサーチクラスター形成事業 静岡県 22-west",
                "san-en-nanshin 三遠南信ネットワーク 産業クラスター計画 経済産業省 22130",
            ],
            await database.RowsAsync(
                "select cluster_code, name_ja, programme_ja, sponsor_ja, home_region_code from mart.dim_cluster where cluster_key > 0 and is_current order by 1"
            )
        );

    [Theory]
    [InlineData("フォトンバレー", "photon-valley")]
    [InlineData("ﾌｫﾄﾝﾊﾞﾚｰ", "photon-valley")]
    [InlineData("Photon Valley", "photon-valley")]
    [InlineData("photon-valley", "photon-valley")]
    [InlineData("フーズ・サイエンスヒルズ", "foods-science-hills")]
    [InlineData("三遠南信", "san-en-nanshin")]
    public async Task Alias_AsLedgersWriteIt_MeansTheCluster(string text, string code) =>
        Assert.Equal([code], await database.RowsAsync("select cluster_code from mart.dim_cluster where staging.fold_text($1) = any (aliases)", text));

    [Fact]
    public async Task Aliases_OfTwoClusters_NeverMeet() =>
        Assert.Empty(await database.RowsAsync("select alias from mart.dim_cluster, unnest(aliases) as alias group by alias having count(*) > 1"));

    [Fact]
    public async Task Agreement_OfTheAnnouncement_RunsToMarch2010() =>
        Assert.Equal(
            ["ledgers 0149 産業技術総合研究所 2007-08-06 2007-08-06 2010-03-31"],
            await database.RowsAsync(
                "select dataset_code, bank_code, institute_name, signed_date, valid_from, valid_to from mart.dim_agreement join mart.dim_dataset using (dataset_key) where agreement_key > 0"
            )
        );
}
