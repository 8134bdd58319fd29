using Analytics.Etl.Findings;
using Sylvan.Data.Csv;

namespace Analytics.Etl.Extract.Files;

/// <summary>The rows of a CSV file, streamed; a row's line is the physical one at which it starts, quoted line breaks counted.</summary>
static class CsvRows
{
    /// <summary>The longest record that is believed; a longer one is a quote that nobody closed.</summary>
    const int LongestRecord = 1 << 20;

    /// <exception cref="FileRefusedException">While enumerating: a quote is not closed, or something follows a closing one.</exception>
    public static IEnumerable<RawRow> Read(string path, TextFacts facts, char delimiter)
    {
        using var text = new StreamReader(path, facts.Encoding, detectEncodingFromByteOrderMarks: facts.Name == "utf-8-bom", bufferSize: 1 << 16);
        // Sylvan drops lines that begin with its comment mark, "#" unless told otherwise: U+FFFF stands in no text.
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            Comment = '\uFFFF',
            BufferSize = 1 << 16,
            MaxBufferSize = LongestRecord,
            OwnsReader = false,
        };
        var (line, words) = (1, new Words());
        using var ends = facts.HasLoneReturns ? new LineEnds(text, delimiter) : null;
        using var csv = At(line, () => CsvDataReader.Create(ends ?? (TextReader)text, options));
        while (At(line, csv.Read))
        {
            var raw = csv.GetRawRecordSpan();
            var open = !facts.EndsWithLineBreak && raw is not [.., '\n' or '\r' or TextFacts.EndOfFile];
            var cells = new string[csv.RowFieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = words.Read(csv.GetFieldSpan(i), i);
            var next = line + LineBreaks(raw);
            yield return new(line, cells, open, facts.HasLineFeeds ? ends?.TakeLone(next) : null);
            line = next;
        }
    }

    static T At<T>(int line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException error)
        {
            throw Rules.FileTruncated.Refusal([$"\" … {line}"], cause: error);
        }
        catch (CsvFormatException error)
            when (error.Message.Contains("closing quote", StringComparison.Ordinal) && error.Message.Contains("end of the input", StringComparison.Ordinal))
        {
            throw Rules.FileTruncated.Refusal([$"\" … {line}"], cause: error);
        }
        catch (CsvFormatException error)
        {
            throw Rules.FileCorrupt.Refusal([$"\" … {line}"], cause: error);
        }
    }

    /// <summary>\r\n, \n and a lone \r each end a line.</summary>
    static int LineBreaks(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");
}
