using Analytics.Dashboard.Engine.Scan;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>What a pass works in is given back and taken again.</summary>
public class WorkspaceTests
{
    // The pool gives more than is asked for (4,096 here), and what is found by hashing grows into it.
    [Fact]
    public void Array_UsedBefore_IsEmptyToItsEnd()
    {
        using (var before = new Workspace())
            Array.Fill(before.Take<long>(3_000), 7);
        using var workspace = new Workspace();

        var array = workspace.Take<long>(3_000);

        Assert.True(array.Length >= 3_000);
        Assert.DoesNotContain(array, value => value != 0);
    }
}
