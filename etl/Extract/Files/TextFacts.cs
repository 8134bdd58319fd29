using System.Text;
using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// What the bytes of a text file prove about its encoding: a byte order mark, else strictly valid UTF-8, else strictly valid CP932
/// (Windows' Shift_JIS) without private-use or control characters, else nothing. Nothing is guessed.
/// </summary>
sealed record TextFacts(string Name, Encoding Encoding, bool EndsWithLineBreak, bool HasLineFeeds, bool HasLoneReturns)
{
    /// <summary>By which DOS ended its text files (Ctrl-Z); old programs still write it.</summary>
    public const char EndOfFile = '\u001A';

    /// <summary>So many three-byte UTF-8 characters before the first bad byte do not come about in CP932 by chance.</summary>
    const int ProofOfUtf8 = 4;

    static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FileRefusedException">Neither encoding, binary, or cut within a character.</exception>
    public static TextFacts Of(string path)
    {
        using var file = File.OpenRead(path);
        var scan = new Utf8Scan();
        var buffer = new byte[1 << 16];
        byte last = 0;
        var (start, total, feeds, lone) = (Array.Empty<byte>(), 0L, false, false);
        for (int read; (read = file.Read(buffer)) > 0; )
        {
            if (total == 0)
            {
                start = buffer[..Math.Min(read, 1 << 12)];
                if (OtherFormat.Of(buffer.AsSpan(0, read)) is { } other)
                    throw OtherFormat.Refusal(other);
            }

            scan.Add(buffer.AsSpan(0, read));
            lone = lone || HasLoneReturn(last, buffer.AsSpan(0, read));
            last = buffer[read - 1];
            feeds |= buffer.AsSpan(0, read).Contains((byte)'\n');
            total += read;
        }

        if (total == 0)
            throw Rules.FileEmpty.Refusal([]);
        if (scan.HasNul)
            throw OtherFormat.Refusal(OtherFormat.Binary);
        var hasBom = start is [0xEF, 0xBB, 0xBF, ..];
        var ends = last is (byte)'\n' or (byte)'\r';
        if (scan.IsValid && !scan.IsCut)
            return new(hasBom ? "utf-8-bom" : "utf-8", Utf8, ends, feeds, lone);
        if (hasBom || scan.Characters >= ProofOfUtf8)
        {
            throw scan.IsValid ? Rules.FileTruncated.Refusal([$"UTF-8, {scan.Line}"]) : Rules.FileEncoding.Refusal([scan.Line]);
        }

        if (OtherFormat.OfOldText(start) is { } old)
            throw OtherFormat.Refusal(old);
        CheckCp932(file);
        return new("cp932", Cp932.Strict, ends, feeds, lone);
    }

    /// <summary>A carriage return with something else behind it, between two blocks too.</summary>
    static bool HasLoneReturn(byte before, ReadOnlySpan<byte> block)
    {
        if (before == '\r' && block[0] != '\n')
            return true;
        for (int at; (at = block.IndexOf((byte)'\r')) >= 0 && at + 1 < block.Length; block = block[(at + 1)..])
        {
            if (block[at + 1] != '\n')
                return true;
        }

        return false;
    }

    static void CheckCp932(FileStream file)
    {
        file.Position = 0;
        var decoder = Cp932.Strict.GetDecoder();
        var (bytes, chars, line, ended) = (new byte[1 << 15], new char[1 << 16], 1, false);
        int read;
        do
        {
            read = file.Read(bytes);
            try
            {
                var count = decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0);
                foreach (var c in chars.AsSpan(0, count))
                {
                    if (c == EndOfFile)
                        ended = true;
                    else if (ended)
                        throw Rules.FileEncoding.Refusal([line]);
                    else if (c == '\n')
                        line++;
                    else if (c is (>= '\uE000' and <= '\uF8FF') or (>= '\u0080' and <= '\u00A0') || (c < ' ' && c is not ('\t' or '\r' or '\f' or '\v')))
                        throw Rules.FileEncoding.Refusal([line]);
                }
            }
            catch (DecoderFallbackException error)
            {
                // The decoder threw before it counted this block's lines: up to the bad byte they are counted here.
                line += bytes.AsSpan(0, Math.Clamp(error.Index, 0, read)).Count((byte)'\n');
                throw read == 0 ? Rules.FileTruncated.Refusal([$"CP932, {line}"], cause: error) : Rules.FileEncoding.Refusal([line], cause: error);
            }
        } while (read > 0);
    }
}
