using Analytics.Sql;
using Analytics.Sql.EmbeddedPostgres;

namespace Analytics.Tests.Sql.EmbeddedPostgres;

public class ServerAccountTests
{
    [Fact]
    public void Choose_NobodyAndPostgres_TakesPostgresAndLeavesRoot()
    {
        var account = ServerAccount.Choose(["root:x:0:0:root:/root:/bin/bash", "nobody:x:65534:65534::/:/x", "postgres:x:101:104::/:/x"]);

        Assert.Equal(new ServerAccount("postgres", 101, 104, IsDropped: true), account);
        Assert.Equal(["setpriv", "--reuid", "101", "--regid", "104", "--clear-groups"], account.Wrap("postgres").Take(6));
    }

    [Fact]
    public void Choose_OnlyRoot_RefusesNamingTheAccountsThatWouldDo()
    {
        var refusal = Assert.Throws<RefusalException>(() => ServerAccount.Choose(["root:x:0:0:root:/root:/bin/bash"]));

        Assert.Contains("analytics, postgres, nobody", refusal.Reason.En, StringComparison.Ordinal);
    }
}
