using System.Text.Json;
using Analytics.Etl.Sources;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Commands;

/// <summary>Loading and what the other commands then say, through the command line on a real Postgres.</summary>
public class LoadCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Load_ExitCodes_SayWhatBecameOfTheFiles()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var good = ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"));
        var rejecting = ledgers.File(Ledgers.Text(Ledgers.Referral, "2,2008-04-31,0149,駿河食品", "3,2008-04-30,0149,伊豆製薬"));
        var unreadable = ledgers.File("台帳ではない");

        var (done, output, _) = await RunAsync(ledgers, "load", good);
        Assert.Equal(0, done);
        Assert.Contains("Publication 1 (", output, StringComparison.Ordinal);

        var (again, said, _) = await RunAsync(ledgers, "load", good);
        Assert.Equal(0, again);
        Assert.Contains("nothing to do", said, StringComparison.Ordinal);
        Assert.Contains("Publication 1 stays.", said, StringComparison.Ordinal);

        Assert.Equal(3, (await RunAsync(ledgers, "load", rejecting)).Code);
        var (failed, _, error) = await RunAsync(ledgers, "load", unreadable, ledgers.File(Ledgers.Text(Ledgers.Referral, "4,2008-05-01,0149,富士精密")));
        Assert.Equal(1, failed);
        Assert.Contains("refused", error, StringComparison.Ordinal);
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));

        Assert.Equal(2, (await RunAsync(ledgers, "load")).Code);
        var (usage, _, named) = await RunAsync(ledgers, "load", good, "--source", "ledger");
        Assert.Equal(2, usage);
        Assert.Contains("referral_ledger", named, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(ledgers, "load", "/nowhere")).Code);
    }

    [Fact]
    public async Task Load_Summary_CountsWhatThePublicationRejects_AndNamesWhatWasPassedOver()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var (code, output, _) = await RunAsync(
            ledgers,
            "load",
            ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,甲"), "紹介.csv"),
            ledgers.File($"{Ledgers.Outcome}\r\n7,1,特許出願,2007-06-01\r8,1,特許出願,2009-06-01\r\n", "成果.csv")
        );

        Assert.Equal(3, code);
        var lines = output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("紹介.csv: referral_ledger → ledgers (batch 1): 1 row loaded, 0 rejected,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("成果.csv: outcome_survey → ledgers (batch 2): 1 row loaded, 1 rejected,", StringComparison.Ordinal));
        Assert.Contains("  Line ends are mixed: a line ends with a lone carriage return [U+000D]. (line 2)", lines);
        Assert.Equal("2 [U+000D]", await ledgers.QueryAsync("select line, value from audit.findings where rule = 'lone-return'"));
    }

    [Fact]
    public async Task Load_Summary_CountsTheDoubtsOfThePublication()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string city = "1000020042021,石巻市,道路補助金";
        // Money paid back is a doubt that only the publication has.
        var (code, output, _) = await RunAsync(
            ledgers,
            "load",
            ledgers.File(
                Ledgers.Text(",corporate_number,name,subsidy_title,amount,date_of_approval", $"0,{city},-300,2010-04-01", $"1,{city},1000,2010-04-01"),
                "補助金.csv"
            )
        );

        Assert.Equal(0, code);
        Assert.StartsWith(
            "補助金.csv: gbizinfo_subsidies → miyagi_subsidies (batch 1): 2 rows loaded, 0 rejected, 1 warning, ",
            output,
            StringComparison.Ordinal
        );
        Assert.Equal("warning", await ledgers.QueryAsync("select string_agg(kind, ' ') from audit.findings"));
    }

    [Fact]
    public async Task Sources_CountTheFilesThatWereReadUnderAnOlderDeclaration()
    {
        using var own = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        string[] rows = ["1,2008-04-01,0149,遠州光学", "2,2008-04-01,0149,駿河食品"];
        await RunAsync(
            ledgers,
            [
                "load",
                "--data",
                own.Path,
                .. rows.Select(row => ledgers.File(Ledgers.Text(Ledgers.Referral, row))),
                ledgers.File(Ledgers.Text(Ledgers.Engagement, "10,1,共同研究,2008-06-01")),
            ]
        );
        Assert.DoesNotContain("before its declaration changed", (await RunAsync(ledgers, "sources", "--data", own.Path)).Output, StringComparison.Ordinal);

        OwnAliases.Accept(DataFolder.Resolve(own.Path), "referral_ledger", new Dictionary<string, string> { ["ハイテク分野"] = "technology_field" });

        const string told =
            "  referral_ledger: 2 files were read before its declaration changed; the morning refresh or reload --source referral_ledger reads again.";
        foreach (var command in new[] { "sources", "status" })
            Assert.Equal(
                [told],
                (await RunAsync(ledgers, command, "--data", own.Path))
                    .Output.Split('\n')
                    .Where(line => line.Contains("before its declaration changed", StringComparison.Ordinal))
            );
        await RunAsync(ledgers, "reload", "--source", "referral_ledger", "--data", own.Path);
        Assert.DoesNotContain("before its declaration changed", (await RunAsync(ledgers, "sources", "--data", own.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusRejectsSourcesCheck_TellWhatWasLoaded()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await RunAsync(
            ledgers,
            "load",
            ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,=1+1,0149,\"駿河,\"\"食品\"\"\""), "紹介,四月.csv"),
            ledgers.File(Ledgers.Text(Ledgers.Engagement, "10,7,共同研究,2008-06-01"), "連携.csv")
        );

        using var status = JsonDocument.Parse((await RunAsync(ledgers, "status", "--json")).Output);
        Assert.Equal(1, status.RootElement.GetProperty("publication").GetInt32());
        var dataset = status.RootElement.GetProperty("datasets").EnumerateArray().Single(one => one.GetProperty("dataset").GetString() == "ledgers");
        Assert.Equal(
            ("2008-04-01", 1, 1, 1),
            (
                dataset.GetProperty("dataThrough").GetString(),
                dataset.GetProperty("used").GetInt32(),
                dataset.GetProperty("rejected").GetInt32(),
                dataset.GetProperty("waiting").GetInt32()
            )
        );
        var told = status
            .RootElement.GetProperty("batches")
            .EnumerateArray()
            .Select(batch =>
                string.Join(
                    ' ',
                    new[] { "read", "loaded", "new", "revised", "unchanged", "rejected", "rejectedNow", "waiting" }.Select(name =>
                        batch.GetProperty(name).GetInt32()
                    )
                )
            );
        Assert.Equal(["1 1 1 0 0 0 0 1", "2 1 1 0 0 1 1 0"], told);
        Assert.Contains(
            "1 loaded (1 new, 0 revised, 0 unchanged), 1 rejected (1 now), 0 waiting",
            (await RunAsync(ledgers, "status")).Output,
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["連携.csv", "紹介,四月.csv"],
            status.RootElement.GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("file").GetString())
        );

        // Read by today's rules; one that an older release read keeps its values, and the status says so.
        Assert.Equal(0, status.RootElement.GetProperty("readUnderOlderRules").GetInt32());
        Assert.DoesNotContain("older rules", (await RunAsync(ledgers, "status")).Output, StringComparison.Ordinal);
        await ledgers.ExecuteAsync("update audit.batches set reading_rules = 0 where batch_id = 2");
        Assert.Contains(
            "1 file was read under older rules: its values stay as they are until it is read again.",
            (await RunAsync(ledgers, "status")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\"readUnderOlderRules\":1", (await RunAsync(ledgers, "status", "--json")).Output, StringComparison.Ordinal);

        // By rule and column: of both files, of one, and nothing of a single row in it.
        var groups = (await RunAsync(ledgers, "rejects", "--layout", "groups", "--format", "csv", "--dataset", "ledgers")).Output.Split(
            "\r\n",
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal("dataset,kind,rule,column,reason,mend,rows", groups[0]);
        Assert.Matches("^ledgers,rejected,date-spelling,紹介日,.*,1$", groups[1]);
        Assert.Matches("^ledgers,waiting,referral-unknown,紹介番号,.*,1$", groups[2]);
        Assert.DoesNotContain(groups, line => line.Contains("=1+1", StringComparison.Ordinal));
        Assert.Contains(
            "ledgers waiting [referral-unknown] 紹介番号 1: ",
            (await RunAsync(ledgers, "rejects", "--layout", "groups", "--batch", "2")).Output,
            StringComparison.Ordinal
        );

        var rejects = (await RunAsync(ledgers, "rejects", "--format", "csv")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rejects.Length);
        Assert.StartsWith("batch,file,sheet,line,kind,column,value,rule,", rejects[0], StringComparison.Ordinal);
        // A spreadsheet that opens it must take the cell for text.
        Assert.StartsWith("1,\"紹介,四月.csv\",,3,rejected,紹介日,'=1+1,date-spelling,", rejects[1], StringComparison.Ordinal);
        Assert.StartsWith("2,連携.csv,,2,waiting,紹介番号,7,referral-unknown,", rejects[2], StringComparison.Ordinal);
        Assert.Contains("紹介,四月.csv:3 紹介日==1+1 [date-spelling]", (await RunAsync(ledgers, "rejects", "--batch", "1")).Output, StringComparison.Ordinal);

        Assert.Contains("referral_ledger", (await RunAsync(ledgers, "sources")).Output, StringComparison.Ordinal);
        var (healthy, checks, _) = await RunAsync(ledgers, "check");
        Assert.Equal(0, healthy);
        Assert.Contains("orphans: healthy", checks, StringComparison.Ordinal);
        // A withdrawal that waits for its publication is no fault; a milestone without its engagement is.
        await ledgers.ExecuteAsync("update audit.batches set state = 'withdrawn' where batch_id = 1");
        Assert.Equal(0, (await RunAsync(ledgers, "check")).Code);
        await ledgers.ExecuteAsync("update mart.fct_referrals set first_engagement_date_key = 20080401");
        Assert.Equal(1, (await RunAsync(ledgers, "check")).Code);
    }

    static Task<(int Code, string Output, string Error)> RunAsync(Ledgers ledgers, params string[] args) => ledgers.CommandAsync(args);
}
