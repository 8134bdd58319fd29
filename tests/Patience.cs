using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Analytics.Tests;

/// <summary>Waits for what other threads and processes do. What does not come fails the test with its name, instead of holding up the whole run.</summary>
static class Patience
{
    /// <summary>Far longer than anything takes on a busy machine.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="seen">What else to tell when it does not come.</param>
    /// <param name="atMost">Two minutes unless given.</param>
    public static async Task UntilAsync(
        Func<Task<bool>> happened,
        Func<Task<string>>? seen = null,
        TimeSpan? atMost = null,
        [CallerArgumentExpression(nameof(happened))] string what = ""
    )
    {
        var limit = atMost ?? Usual;
        for (var since = TimeProvider.System.GetTimestamp(); !await happened(); )
        {
            if (TimeProvider.System.GetElapsedTime(since) > limit)
                Assert.Fail($"Within {limit.TotalSeconds:0} s this did not come: {what}{(seen is null ? "" : $"\n{await seen()}")}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    public static Task UntilAsync(Func<bool> happened, TimeSpan? atMost = null, [CallerArgumentExpression(nameof(happened))] string what = "") =>
        UntilAsync(() => Task.FromResult(happened()), seen: null, atMost, what);

    /// <summary>Waits until the process has ended. One that does not is killed.</summary>
    public static async Task EndAsync(Process process, TimeSpan? atMost = null)
    {
        var limit = atMost ?? Usual;
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail(
                $"Within {limit.TotalSeconds:0} s the process did not end: {process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}"
            );
        }
    }
}
