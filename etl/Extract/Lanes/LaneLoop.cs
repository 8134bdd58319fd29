using System.Collections.Concurrent;
using System.Diagnostics;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Lanes;

/// <summary>
/// What a process that reads files does, one file after the other, until its input ends: then its parent has gone, and it goes at once, whatever it is doing.
/// </summary>
sealed class LaneLoop(Stream input, Stream output)
{
    /// <summary>Rows are sent in pieces of this many bytes.</summary>
    const int Piece = 1 << 16;

    /// <summary>Above this many bytes it gives memory back to the machine after a file.</summary>
    const long Kept = 64 << 20;

    (byte[] Key, SourceCatalog Catalog)? _known;
    Extraction? _opened;
    ExtractionRequest? _request;

    /// <summary>Ends when the process is to be given up.</summary>
    public void Run()
    {
        OfferMyself();
        using var requests = new BlockingCollection<(LaneMessage Kind, byte[] Content)>();
        new Thread(() => Listen(requests)) { IsBackground = true, Name = "parent" }.Start();
        foreach (var (kind, content) in requests.GetConsumingEnumerable())
        {
            if (!Answer(kind, content))
                return;
            if (kind == LaneMessage.Read || _opened is null)
                GiveBack();
        }
    }

    /// <summary>Where the machine runs out of memory, its kernel ends this process first, and not the one that keeps the data.</summary>
    static void OfferMyself()
    {
        const string score = "/proc/self/oom_score_adj";
        if (File.Exists(score))
            File.WriteAllText(score, "1000");
    }

    void Listen(BlockingCollection<(LaneMessage, byte[])> requests)
    {
        try
        {
            while (true)
                requests.Add(LaneStream.Read(input));
        }
        catch (IOException)
        {
            Environment.Exit(0);
        }
    }

    bool Answer(LaneMessage kind, byte[] content)
    {
        try
        {
            if (kind == LaneMessage.Open)
                Open(LaneStream.Content<ExtractionRequest>(content));
            else
                Read();
            return true;
        }
        catch (FileRefusedException refusal)
        {
            LaneStream.Write(output, LaneMessage.Refused, LaneRefusal.Of(refusal));
            return true;
        }
        catch (OutOfMemoryException)
        {
            LaneStream.WriteBytes(output, LaneMessage.Exhausted, []);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LaneStream.Write(output, LaneMessage.Failed, error.Message);
            return true;
        }
        catch (Exception error)
        {
            // Whatever it is: the file is not read, and whoever asked must be told what stumbled over it.
            var place = new StackTrace(error).GetFrame(0)?.GetMethod();
            LaneStream.Write(output, LaneMessage.Broken, $"{error.GetType().Name}, {place?.DeclaringType?.Name}.{place?.Name}");
            return false;
        }
    }

    void Open(ExtractionRequest request)
    {
        (_opened, _request) = (null, request);
        _opened = Extraction.Open(request.Path, Catalog(request.Overlay), request.Source);
        LaneStream.Write(
            output,
            LaneMessage.Opened,
            new OpenedFile(_opened.Source.Name, _opened.Format, _opened.Encoding, request.Places is null ? [] : _opened.Layouts)
            {
                MissingColumns = _opened.MissingColumns,
            }
        );
    }

    void Read()
    {
        var (extraction, places) = (_opened!, _request!.Places?.ToHashSet());
        var encoder = new RowEncoder(extraction.Source);
        foreach (var row in extraction.Rows())
        {
            if (places is not null && !places.Remove(new(row.Sheet, row.Line)))
                continue;
            encoder.Add(row, withCells: places is not null);
            if (encoder.Length >= Piece)
                LaneStream.WriteBytes(output, LaneMessage.Rows, encoder.Take());
            if (places is { Count: 0 })
                break;
        }

        if (encoder.Length > 0)
            LaneStream.WriteBytes(output, LaneMessage.Rows, encoder.Take());
        LaneStream.Write(output, LaneMessage.Done, extraction.Summary);
    }

    /// <summary>Forgets the file first: nothing that refers to it may stand on the stack while memory is collected.</summary>
    void GiveBack()
    {
        _opened = null;
        if (GC.GetGCMemoryInfo().TotalCommittedBytes > Kept)
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>The catalog of these declarations; the last one is kept.</summary>
    SourceCatalog Catalog(IReadOnlyList<SourceText> overlay)
    {
        var key = LaneStream.Bytes(overlay);
        if (_known is not { } known || !known.Key.AsSpan().SequenceEqual(key))
            _known = known = (key, SourceCatalog.Of(overlay));
        return known.Catalog;
    }
}
