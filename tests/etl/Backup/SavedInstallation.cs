using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Etl.Backup;

/// <summary>An installation with several datasets, publications and files that wait, saved once for all tests that read its backup.</summary>
public sealed class SavedInstallation(PostgresFixture postgres) : IAsyncLifetime
{
    Installation? _original;

    internal Installation Original => _original!;

    public string File { get; private set; } = "";

    /// <summary>Rows and files as they were saved.</summary>
    public string State { get; private set; } = "";

    /// <summary>What <c>backup</c> said.</summary>
    public string Said { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _original = await Installation.CreateAsync(postgres);
        await Original.DoAsync(
            "load",
            Original.File(Ledgers.Text(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-05-01,0149,駿河食品", "3,2008-04-31,0149,伊豆製薬"))
        );
        await Original.DoAsync(
            "load",
            Original.File(Ledgers.Text(Ledgers.Referral, "2,2009-05-01,0149,駿河食品", "4,2009-06-01,0149,富士精密")),
            Original.File(Ledgers.Text(Ledgers.Engagement, "10,1,共同研究,2008-06-01", "11,99,共同研究,2008-06-01"))
        );
        await Original.DoAsync("load", "--dataset", "osaka", Original.File(Ledgers.Text(Ledgers.Referral, "1,2010-04-01,0150,難波工業")));
        await Original.DoAsync("generate", "--referrals", "60", "--seed", "7", "--out", Original.Outside("samples"));
        await Original.DoAsync("load", Original.Outside("samples"));
        Original.Put("model/Measures/mine.yaml", "# 自分の指標\n");
        Original.Put("inbox/ledgers/0149/待.csv", Ledgers.Text(Ledgers.Referral, "5,2010-05-01,0149,待機"));
        Original.Put("uploads/a1/送信.csv", "送信");
        Original.Put("refused/ledgers/0149/x.csv", "?");
        Original.Put("refused/ledgers/0149/x.csv.txt", "読み込めません");
        File = Original.Outside("whole.backup");
        (var code, Said, var error) = await Original.RunAsync("backup", File);
        Assert.True(code == 0, error);
        State = await Original.StateAsync();
    }

    public ValueTask DisposeAsync()
    {
        _original?.Dispose();
        return ValueTask.CompletedTask;
    }
}
