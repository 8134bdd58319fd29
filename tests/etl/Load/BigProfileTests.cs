using System.Globalization;
using Analytics.Etl.Profiling;

namespace Analytics.Tests.Etl.Load;

/// <summary>The profile of a batch that memory does not hold.</summary>
public class BigProfileTests(PostgresFixture postgres)
{
    [Fact]
    public void DistinctCount_OfMoreThanMemoryHolds_IsExact()
    {
        using var disk = new MemoryStream();
        var count = new DistinctCount(new(() => disk));

        // 300,000 different ones in three rounds, the third half as long: 750,000 in all.
        foreach (var i in Enumerable.Range(0, 750_000))
            count.Add(ValueHash.Of(string.Create(CultureInfo.InvariantCulture, $"株式会社遠州光学{i % 300_000}")));

        Assert.Equal(300_000, count.Count());
        Assert.NotEqual(0, disk.Length);
    }

    [Fact]
    public void ValueHash_IsOneForEqualValues()
    {
        Assert.Equal(ValueHash.Of(1.5m), ValueHash.Of(1.50m));
        Assert.Equal(3, new[] { ValueHash.Of(1.5m), ValueHash.Of(15m), ValueHash.Of(-1.5m) }.Distinct().Count());
        Assert.Equal(5, new[] { "", "a", "ab", "abcd", "abcd\0" }.Select(ValueHash.Of).Distinct().Count());
    }

    [Fact]
    public async Task Profile_LeavesOutRowsWhoseKeysConflict()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // The same number on the same day with two counts: both rows are taken out again.
        await ledgers.LoadAsync(
            Ledgers.Referral + ",従業員数,更新日",
            "1,2008-04-01,0149,あ社,20,2008-04-02",
            "2,2008-04-01,0149,い社,30,2008-04-02",
            "2,2008-04-01,0149,い社,500,2008-04-02"
        );

        Assert.Equal(
            """
            referral_number 1 0 1 1 1
            employees 1 0 1 20 20
            """,
            await ledgers.QueryAsync(
                """
                select column_name, row_count, null_count, distinct_count, smallest, largest from audit.batch_profiles
                where column_name in ('referral_number', 'employees') order by ordinal
                """
            )
        );
    }
}
