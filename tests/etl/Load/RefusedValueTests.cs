using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Npgsql;

namespace Analytics.Tests.Etl.Load;

/// <summary>A value that the database cannot take refuses its file alone, and what is told of it quotes no row.</summary>
public sealed class RefusedValueTests(PostgresFixture postgres)
{
    const string NoEarly = "alter table staging.referrals add constraint no_early check (referred_date >= '2008-01-01')";

    [Fact]
    public async Task CheckOfATableRefusesARow_ItsFileAloneIsRefused_WithTheLine()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        await ledgers.ExecuteAsync(NoEarly);

        // On the lines 2 to 4 a good row, one that reading rejects, and the one at fault.
        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "2,2008-04-01,0149,駿河食品"),
            ledgers.Offer(Ledgers.Referral, "3,2008-04-01,0149,伊豆製薬", "4,2008-04-31,0149,沼津精機", "5,2007-12-31,0149,三島化成"),
            ledgers.Offer(Ledgers.Referral, "6,2008-04-02,0149,富士精密")
        );

        Assert.Equal([FileFate.Loaded, FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Equal(
            "The database cannot take a value in line 4 (new row for relation \"referrals\" violates check constraint \"no_early\").",
            report.Files[1].Reason!.En
        );
        Assert.Equal(
            "データベースが4行目の値を受け付けません（new row for relation \"referrals\" violates check constraint \"no_early\"）。",
            report.Files[1].Reason!.Ja
        );
        Assert.Equal("Mend the value and send the file again. If it is right, tell the administrator.", report.Files[1].Mend!.En);
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));
        Assert.Equal(
            "published - 1\npublished - 1\nrefused value-refused 0\npublished - 1",
            await ledgers.QueryAsync("select state, refusal->>'rule', rows_loaded from audit.batches order by batch_id")
        );
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from audit.findings"));

        // Mended, it is loaded as any other.
        var again = await ledgers.LoadAsync(Ledgers.Referral, "3,2008-04-01,0149,伊豆製薬", "5,2008-01-01,0149,三島化成");
        Assert.Equal((FileFate.Loaded, "5"), (again.Files[0].Fate, await ledgers.TotalAsync("referrals")));
    }

    [Fact]
    public async Task FileThatTheDatabaseRefuses_IsRefusedInAPreviewToo_AndTheOthersAreTried()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,遠州光学");
        await ledgers.ExecuteAsync(NoEarly);

        var preview = await ledgers.Line.Previews.OfFilesAsync(
            [ledgers.Offer(Ledgers.Referral, "2,2007-12-31,0149,駿河食品"), ledgers.Offer(Ledgers.Referral, "3,2008-04-02,0149,富士精密")],
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(["refused", "loaded"], preview.Files.Select(file => file.Fate));
        Assert.StartsWith("The database cannot take a value in line 2 (", preview.Files[0].Reason!.En, StringComparison.Ordinal);
        Assert.Equal((1m, 2m), Assert.Single(preview.Figures, figure => figure.Measure == "referrals") is var figure ? (figure.Before, figure.After) : default);
        Assert.Equal("1", await ledgers.QueryAsync("select count(*) from audit.batches"));
    }

    [Theory]
    [InlineData("22P02", "invalid input syntax for type integer: \"遠州光学\"", "invalid input syntax for type integer: \"…\"")]
    [InlineData("22008", "date/time field value out of range: \"遠州\"光学\"", "date/time field value out of range: \"…\"")]
    [InlineData("23505", "duplicate key value violates unique constraint \"one_number\"", "duplicate key value violates unique constraint \"one_number\"")]
    public void WhatIsToldOfAFault_QuotesNoRow(string state, string message, string told)
    {
        var words = DataFault.Words(new PostgresException(message, "ERROR", "ERROR", state, detail: "Key (company_name)=(遠州光学) already exists."));

        Assert.Equal($"The database cannot take a value: {told}", words.En);
        Assert.Equal($"データベースが値を受け付けません: {told}", words.Ja);
    }
}
