using Analytics.Etl.Profiling;
using Microsoft.Data.Analysis;

namespace Analytics.Tests.Etl.Load;

/// <summary>The profile of a batch, column by column.</summary>
public class ProfileTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Profile_OfABatch_CountsNullsDistinctAndExtremes()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Ledgers.Referral + ",従業員数,資本金(千円),設立年月日,クラスター,状況",
            "1,H20.4.1,0149,い社,100,\"1,200\",1962-02-03,フォトンバレー、ファルマバレー,受付",
            "2,2008-03-31,0149,あ社,,900,,,受付",
            "3,2008-04-01,0149,い社,20,900,昭和20年8月15日,フォトンバレー,",
            "4,2009-02-30,0149,う社,1,1,,,"
        );

        // The fourth row is rejected and in no profile. Text is ordered by its code points, lists and choices read as people write them.
        Assert.Equal(
            """
            referral_number 3 0 3 1 3
            referred_date 3 0 2 2008-03-31 2008-04-01
            company_name 3 0 2 - -
            employees 3 1 2 20 100
            capital 3 0 2 900000 1200000
            founded_date 3 1 2 1945-08-15 1962-02-03
            clusters 3 1 2 フォトンバレー フォトンバレー、ファルマバレー
            state 3 1 1 受付 受付
            technical_need 3 3 0 - -
            """,
            await ledgers.QueryAsync(
                """
                select column_name, row_count, null_count, distinct_count, smallest, largest from audit.batch_profiles
                where column_name in ('referral_number', 'referred_date', 'company_name', 'employees', 'capital', 'founded_date', 'clusters', 'state', 'technical_need')
                order by array_position(array['referral_number', 'referred_date', 'company_name', 'employees', 'capital', 'founded_date', 'clusters', 'state', 'technical_need'], column_name)
                """
            )
        );
    }

    [Fact]
    public void Profile_OfAColumn_IgnoresNulls()
    {
        Assert.Equal(new ColumnProfile("n", 4, 1, 2, "-3", "10"), BatchProfile.Of(new PrimitiveDataFrameColumn<long>("n", [10L, null, -3L, 10L])));
        Assert.Equal(new ColumnProfile("t", 2, 2, 0, null, null), BatchProfile.Of(new StringDataFrameColumn("t", [null!, null!])));
        Assert.Equal(new ColumnProfile("e", 0, 0, 0, null, null), BatchProfile.Of(new PrimitiveDataFrameColumn<DateTime>("e", 0)));
    }
}
