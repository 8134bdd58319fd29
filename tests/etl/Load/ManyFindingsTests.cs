using System.Globalization;

namespace Analytics.Tests.Etl.Load;

/// <summary>A file with something to say of each of its rows: it is written down piece by piece, and reads as if it had been written at once.</summary>
public sealed class ManyFindingsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task WarningOnEveryRow_AllAreKeptInTheFilesOrder_AndEveryRowIsCountedOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // 12,000 rows on the lines from 2 on, each with a mark before its number; the day of every thousandth is none. Then one number twice.
        var rows = Enumerable
            .Range(1, 12_000)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"※{i},2008-04-{(i % 1000 == 0 ? 31 : 30)},0149,遠州光学"));

        var report = await ledgers.LoadAsync(Ledgers.Referral, [.. rows, "K,2008-04-01,0149,遠州光学", "K,2008-04-02,0149,遠州光学"]);

        var file = Assert.Single(report.Files);
        Assert.Equal((12_002, 11_988, 14, 11_988), (file.RowsRead, file.RowsLoaded, file.RowsRejected, file.Warnings));
        Assert.Equal(
            "rejected 14 1001 12003\nwarning 11988 2 12000",
            await ledgers.QueryAsync("select kind, count(*), min(line), max(line) from audit.findings group by 1 order by 1")
        );
        Assert.Equal(
            "0",
            await ledgers.QueryAsync(
                "select count(*) from (select line, lag(line) over (order by finding_id) as before from audit.findings) f where line <= before"
            )
        );
        Assert.Equal(
            "11988 11988 1 11999 2 12000",
            await ledgers.QueryAsync("select count(*), count(distinct ordinal), min(ordinal), max(ordinal), min(line), max(line) from staging.referrals")
        );
        Assert.Equal("published 12002 11988 14", await ledgers.QueryAsync("select state, rows_read, rows_loaded, rows_rejected from audit.batches"));
        Assert.Equal(
            "11988 11988",
            await ledgers.QueryAsync("select row_count, distinct_count from audit.batch_profiles where column_name = 'referral_number'")
        );
        Assert.Equal("11988", (await ledgers.TotalAsync("referrals")).Replace(",", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NumberThatStandsOnMoreThanTenLines_NamesTenOfThem()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);

        var report = await ledgers.LoadAsync(
            Ledgers.Referral,
            [.. Enumerable.Range(1, 12).Select(day => string.Create(CultureInfo.InvariantCulture, $"K,2008-04-{day:00},0149,遠州光学"))]
        );

        Assert.Equal((12, 0, 12), (report.Files[0].RowsRead, report.Files[0].RowsLoaded, report.Files[0].RowsRejected));
        Assert.Equal(
            "12 同じ番号・同じ更新日で内容の違う行があります（2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …行目）。 The same number with the same 更新日 stands there with different content (lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …).",
            await ledgers.QueryAsync("select count(*), reason_ja, reason_en from audit.findings where rule = 'key-conflict' group by 2, 3")
        );
    }
}
