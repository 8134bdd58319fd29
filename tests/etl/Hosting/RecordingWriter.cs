using System.Collections.Concurrent;
using System.Text;

namespace Analytics.Tests.Etl.Hosting;

/// <summary>Keeps what is written, for readers on other threads.</summary>
internal sealed class RecordingWriter : TextWriter
{
    private readonly ConcurrentQueue<char> _written = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => _written.Enqueue(value);

    public override string ToString() => string.Concat(_written);

    public Task WaitForAsync(string text, Task orEnd) =>
        Patience.UntilAsync(
            () =>
            {
                Assert.False(orEnd.IsCompleted, $"It ended without '{text}'. It wrote: {ToString()}");
                return Task.FromResult(ToString().Contains(text, StringComparison.Ordinal));
            },
            () => Task.FromResult($"It wrote: {ToString()}"),
            what: text
        );
}
