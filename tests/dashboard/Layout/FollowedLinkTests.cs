using System.Diagnostics;
using Analytics.Tests.Sql.Model;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Layout;

/// <summary>A reader on a slow line follows a link while the page is still coming alive.</summary>
public class FollowedLinkTests(PostgresFixture postgres, BrowserFixture browser)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_FollowedWhileTheCircuitStarts_ShowsWhatTheAddressSays()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.OutcomeAsync(20110901, "patent-filed", 20);
        await star.PublishAsync("2012-03-31");
        await star.OutcomeAsync(20110915, "patent-filed", 5);
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        var line = await SlowLine.OnAsync(page);

        await page.GotoAsync(new Uri(site.Address, "?dataset=samples&publication=1").ToString());
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("20件");
        await line.Started.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await page.GetByRole(AriaRole.Link, new() { Name = "最新の公開版を見る" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("25件");
        line.Deliver();
        await line.RenderedAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("25件");
        Assert.DoesNotContain("publication", page.Url, StringComparison.Ordinal);
    }

    /// <summary>Keeps back what the server says to the page's circuit.</summary>
    private sealed class SlowLine
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Queue<Action> _kept = [];
        private readonly Lock _gate = new();
        private bool _isOpen;
        private bool _hasRendered;
        private long _heardAt;

        /// <summary>The page has told the server at which address its circuit starts.</summary>
        public Task Started => _started.Task;

        public static async Task<SlowLine> OnAsync(IPage page)
        {
            var line = new SlowLine();
            await page.RouteWebSocketAsync(
                "**/_blazor**",
                socket =>
                {
                    var server = socket.ConnectToServer();
                    socket.OnMessage(frame =>
                    {
                        Send(server, frame);
                        line.Hear(frame);
                    });
                    // The answer to the first message, the protocol's, must come: without it there is no second.
                    var answered = 0;
                    server.OnMessage(frame => line.Pass(++answered == 1, () => Send(socket, frame)));
                }
            );
            return line;
        }

        /// <summary>Everything that was kept back arrives.</summary>
        public void Deliver()
        {
            lock (_gate)
            {
                _isOpen = true;
                while (_kept.TryDequeue(out var send))
                    send();
            }
        }

        /// <summary>The circuit has drawn the page, and has nothing more to say about it.</summary>
        public async Task RenderedAsync(CancellationToken cancellation)
        {
            while (!Volatile.Read(ref _hasRendered) || Stopwatch.GetElapsedTime(Volatile.Read(ref _heardAt)) < TimeSpan.FromSeconds(1))
                await Task.Delay(50, cancellation);
        }

        private void Hear(IWebSocketFrame frame)
        {
            Volatile.Write(ref _heardAt, Stopwatch.GetTimestamp());
            if (Says(frame, "StartCircuit"u8))
                _started.TrySetResult();
            if (Says(frame, "OnRenderCompleted"u8))
                Volatile.Write(ref _hasRendered, true);
        }

        private void Pass(bool always, Action send)
        {
            lock (_gate)
            {
                if (_isOpen || always)
                    send();
                else
                    _kept.Enqueue(send);
            }
        }

        private static bool Says(IWebSocketFrame frame, ReadOnlySpan<byte> word) => frame.Binary.AsSpan().IndexOf(word) >= 0;

        // The text of a frame is given for each of them; its bytes are what was sent.
        private static void Send(IWebSocketRoute to, IWebSocketFrame frame) => to.Send(frame.Binary!);
    }
}
