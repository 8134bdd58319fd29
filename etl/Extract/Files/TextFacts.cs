using System.Text;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// What the bytes of a text file prove about its encoding: a byte order mark, else strictly valid UTF-8, else strictly valid CP932
/// (Windows' Shift_JIS) without private-use or control characters, else nothing. Nothing is guessed.
/// </summary>
sealed record TextFacts(string Name, Encoding Encoding, bool EndsWithLineBreak)
{
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
        var (start, total) = (Array.Empty<byte>(), 0L);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (total == 0)
            {
                start = buffer[..Math.Min(read, 4)];
                RefuseOtherFormats(start);
            }

            scan.Add(buffer.AsSpan(0, read));
            last = buffer[read - 1];
            total += read;
        }

        if (total == 0)
            throw Rules.FileEmpty.Refusal([]);
        if (scan.HasNul)
            throw Rules.FileFormat.Refusal(["binary"]);
        var hasBom = start is [0xEF, 0xBB, 0xBF, ..];
        var ends = last is (byte)'\n' or (byte)'\r';
        if (scan.IsValid && !scan.IsCut)
            return new(hasBom ? "utf-8-bom" : "utf-8", Utf8, ends);
        if (hasBom || scan.Characters >= ProofOfUtf8)
        {
            throw scan.IsValid
                ? Rules.FileTruncated.Refusal([$"UTF-8, {scan.Line}"])
                : Rules.FileEncoding.Refusal([scan.Line]);
        }

        CheckCp932(file);
        return new("cp932", Cp932.Strict, ends);
    }

    static void RefuseOtherFormats(byte[] start)
    {
        var other = start switch
        {
            [0xD0, 0xCF, 0x11, 0xE0, ..] => "xls / password",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "PDF",
            _ => null,
        };
        if (other is not null)
            throw Rules.FileFormat.Refusal([other]);
    }

    static void CheckCp932(FileStream file)
    {
        file.Position = 0;
        var decoder = Cp932.Strict.GetDecoder();
        var (bytes, chars, line) = (new byte[1 << 15], new char[1 << 16], 1);
        int read;
        do
        {
            read = file.Read(bytes);
            try
            {
                var count = decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0);
                foreach (var c in chars.AsSpan(0, count))
                {
                    if (c == '\n')
                        line++;
                    else if (c is (>= '\uE000' and <= '\uF8FF') or (>= '\u0080' and <= '\u00A0') || (c < ' ' && c is not ('\t' or '\r' or '\f' or '\v')))
                        throw Rules.FileEncoding.Refusal([line]);
                }
            }
            catch (DecoderFallbackException error)
            {
                // The decoder threw before it counted this block's lines: up to the bad byte they are counted here.
                line += bytes.AsSpan(0, Math.Clamp(error.Index, 0, read)).Count((byte)'\n');
                throw read == 0
                    ? Rules.FileTruncated.Refusal([$"CP932, {line}"], cause: error)
                    : Rules.FileEncoding.Refusal([line], cause: error);
            }
        }
        while (read > 0);
    }
}
