using System.Text;
using Analytics.Etl.Load;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Tests.Etl.Extract;

namespace Analytics.Tests.Etl.Load;

/// <summary>Files that are refused whole: nothing changes, the reason is on record, and the others load.</summary>
public class RefusedFilesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Refused_File_ChangesNothingButIsRecorded_AndTheOthersLoad()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var half = new OfferedFile(ledgers.File($"{Ledgers.Referral}\n1,2008-04-01,0149,遠州光学\n2,2008-04-01,0149,\"駿河", "half.csv"), "load");
        var report = await ledgers.LoadAsync(
            half,
            new OfferedFile(ledgers.File("これは台帳ではない"), "load"),
            new OfferedFile(ledgers.File(""), "load"),
            ledgers.Offer(Ledgers.Referral, "3,2008-04-01,0149,伊豆製薬")
        );

        Assert.Equal([FileFate.Refused, FileFate.Refused, FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.All(report.Files.Take(3), file => Assert.NotEqual("", file.Mend!.Ja));
        Assert.Equal(
            "file-truncated refused\nsource-unknown refused\nfile-empty refused\n- published",
            await ledgers.QueryAsync("select refusal->>'rule', state from audit.batches order by batch_id")
        );
        Assert.Equal("3", await ledgers.QueryAsync("select string_agg(referral_number, ',') from staging.referrals"));
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Refused_FilesOfEveryKind_HaveABatchWithReasonAndMend()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var xlsx = File.ReadAllBytes(LedgerFile.FixturePath("engagements.xlsx"));
        // The directory of the ZIP is whole, its content is not.
        var broken = (byte[])xlsx.Clone();
        Array.Fill(broken, (byte)0x5A, 40, broken.Length / 2);
        (string Name, byte[] Bytes, string Rule)[] files =
        [
            ("外字.csv", [.. Encoding.UTF8.GetBytes(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,森")), 0xFF, (byte)'\n'], "file-encoding"),
            ("壊れた.xlsx", broken, "file-corrupt"),
            ("半分.xlsx", xlsx[..(xlsx.Length / 2)], "file-truncated"),
            ("ただのZIP.xlsx", [.. "PK\x03\x04"u8, .. new byte[60]], "file-truncated"),
            ("報告.pdf", [.. "%PDF-1.7\n"u8], "file-format"),
            ("空.csv", [], "file-empty"),
        ];
        var report = await ledgers.LoadAsync([.. files.Select(file => new OfferedFile(ledgers.File(file.Bytes, file.Name), "load"))]);

        Assert.All(report.Files, file => Assert.Equal(FileFate.Refused, file.Fate));
        Assert.Equal(
            files.Select(file => $"{file.Name} {file.Rule}"),
            (await ledgers.QueryAsync("select file_name, refusal->>'rule' from audit.batches where state = 'refused' order by batch_id")).Split('\n')
        );
        Assert.Equal(
            "0",
            await ledgers.QueryAsync(
                "select count(*) from audit.batches where length(refusal->'reason'->>'ja') < 5 or length(refusal->'reason'->>'en') < 5 or length(refusal->'mend'->>'ja') < 5 or length(refusal->'mend'->>'en') < 5"
            )
        );
        Assert.Equal([1, 2, 3, 4, 5, 6], report.Files.Select(file => file.BatchId));
    }

    [Fact]
    public async Task Refused_FileThatIsGone_IsReportedAndTheOthersLoad()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(new OfferedFile("/nowhere/referrals.csv", "load"), ledgers.Offer(Ledgers.Referral, "3,2008-04-01,0149,伊豆製薬"));

        Assert.Equal([FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Contains("referrals.csv", report.Files[0].Reason!.En, StringComparison.Ordinal);
        Assert.Equal(
            "1 referrals.csv file-unreadable refused - 0",
            await ledgers.QueryAsync("select batch_id, file_name, refusal->>'rule', state, sha256, byte_count from audit.batches where state = 'refused'")
        );
        var page = await new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader)).BatchesAsync(
            1,
            10,
            state: "refused",
            cancellation: TestContext.Current.CancellationToken
        );
        Assert.Null(page.Items.Single().Sha256);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }
}
