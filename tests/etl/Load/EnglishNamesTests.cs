using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Etl.Load;

/// <summary>Lists may bring English names of banks, branches and institutes; where they bring none, the Japanese one stands.</summary>
public class EnglishNamesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task EnglishNames_OfLists_AreTheLabelsOfEnglishReaders()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral + ",銀行名,銀行名（英語）,支店コード,支店名,支店英語名",
                "1,2010-05-10,0149,遠州光学,遠州銀行,Enshu Bank,101,本店,Main Office",
                "2,2010-05-11,0149,伊豆精機,遠州銀行,,102,駿河支店,",
                "3,2010-05-12,0150,浜名工業,浜名銀行,,201,浜名支店,Hamana Branch"
            ),
            ledgers.Offer(
                "協定番号,銀行コード,機関コード,機関名,機関英語名,締結日,開始日,終了日",
                "A1,0149,ken,県工業技術研究所,Prefectural Research Institute,2008-04-01,2008-04-01,2013-03-31"
            ),
            ledgers.Offer(
                Ledgers.Engagement + ",機関コード,機関名",
                "10,1,共同研究,2010-07-01,ken,県工業技術研究所",
                "11,2,共同研究,2010-07-01,shi,市産業センター"
            )
        );
        // A later ledger without those columns takes no name away; a branch that it adds has its bank's.
        await ledgers.LoadAsync(
            Ledgers.Referral + ",銀行名,支店コード,支店名",
            "4,2010-06-10,0149,天竜金属,遠州銀行,103,天竜支店",
            "5,2010-06-11,0149,三方原電子,遠州銀行,101,本店"
        );

        Assert.Equal("0149 遠州銀行 / Enshu Bank\n0150 浜名銀行 / 浜名銀行", await LabelsAsync("referrals", "bank"));
        Assert.Equal(
            "0149-101 本店 / Main Office\n0149-102 駿河支店 / 駿河支店\n0149-103 天竜支店 / 天竜支店\n0150-201 浜名支店 / Hamana Branch",
            await LabelsAsync("referrals", "branch")
        );
        Assert.Equal(
            "ken 県工業技術研究所 / Prefectural Research Institute\nshi 市産業センター / 市産業センター",
            await LabelsAsync("engagements", "institute")
        );
        Assert.Equal("Enshu Bank", await ledgers.QueryAsync("select distinct bank_label_en from mart.dim_referrer where bank_code = '0149'"));

        async Task<string> LabelsAsync(string measure, string by)
        {
            var model = SemanticModel.Direct(ledgers.Warehouse.Reader, ModelCatalog.Load());
            var answer = await model.AnswerAsync(
                new Query
                {
                    Scope = Scope.All,
                    Dataset = "ledgers",
                    Measures = [measure],
                    By = [by],
                },
                TestContext.Current.CancellationToken
            );
            return string.Join('\n', answer.Rows.Select(row => $"{row.Members[0].Code} {row.Members[0].Label.Ja} / {row.Members[0].Label.En}"));
        }
    }
}
