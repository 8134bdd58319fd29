using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Works out a sequence on a thread of its own, some hundred items ahead of whoever takes them, so that both work at once.</summary>
static class ReadAhead
{
    const int Block = 128,
        Blocks = 4;

    /// <summary>A short sequence is not worth a thread.</summary>
    const int Short = 512;

    /// <summary>The same items in the same order; what the sequence throws comes after the items before it.</summary>
    public static IEnumerable<T> ReadingAhead<T>(this IEnumerable<T> items)
    {
        using var each = items.GetEnumerator();
        for (var i = 0; i < Short; i++)
        {
            if (!each.MoveNext())
                yield break;
            yield return each.Current;
        }

        using var stop = new CancellationTokenSource();
        using var blocks = new BlockingCollection<List<T>>(Blocks);
        ExceptionDispatchInfo? error = null;
        var work = Task.Factory.StartNew(Fill, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var block in blocks.GetConsumingEnumerable())
            {
                foreach (var item in block)
                    yield return item;
            }

            error?.Throw();
        }
        finally
        {
            // Whoever takes no more ends the other thread, too, before the sequence is given up.
            stop.Cancel();
            work.Wait();
        }

        void Fill()
        {
            try
            {
                while (error is null && Next() is { Count: > 0 } block)
                    blocks.Add(block, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Nobody takes them any more.
            }
            finally
            {
                blocks.CompleteAdding();
            }
        }

        List<T> Next()
        {
            var block = new List<T>(Block);
            try
            {
                while (block.Count < Block && each.MoveNext())
                    block.Add(each.Current);
            }
            catch (Exception thrown)
            {
                error = ExceptionDispatchInfo.Capture(thrown);
            }

            return block;
        }
    }
}
