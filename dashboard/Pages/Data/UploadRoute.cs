using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Commands;
using Analytics.Sql.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>
/// Takes files that a person sends, and asks the worker what they would change. They go to disk piece by piece as they come, into a folder of their
/// own under a hidden
/// name until they are whole: what breaks off leaves nothing. Only our own form may send (its token comes before the files).
/// </summary>
internal static partial class UploadRoute
{
    public const string Path = "/data/upload";

    /// <summary>Of one file, in bytes.</summary>
    public const long LargestFile = 256L << 20;

    private const long LargestSending = 1L << 30;
    private const int LongestField = 4096,
        LongestName = 70,
        MostFiles = 50;
    private static readonly string[] Kinds = [".csv", ".xlsx"];

    private sealed class RefusedException(Bilingual reason, int status = StatusCodes.Status400BadRequest) : Exception(reason.En)
    {
        public Bilingual Reason => reason;

        public int Status => status;
    }

    public static void MapUpload(this IEndpointRouteBuilder routes) => routes.MapPost(Path, ReceiveAsync);

    private static async Task<IResult> ReceiveAsync(HttpContext http, IAntiforgery antiforgery, DataFolder data, CommandReader commands, ILoggerFactory loggers)
    {
        var folder = System.IO.Path.Combine(data.Uploads, Guid.NewGuid().ToString("n"));
        try
        {
            RequireSpace(http, data);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = LargestSending;
            var command = await commands.RequestAsync(await ReadAsync(http, antiforgery, folder) with { Step = "preview" });
            var address = string.Create(CultureInfo.InvariantCulture, $"/data?command={command}");
            return WantsPage(http) ? Results.Redirect(address) : Results.Json(new { address });
        }
        catch (Exception broken)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            var (reason, status) = broken switch
            {
                RefusedException refused => (refused.Reason, refused.Status),
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
                    new("一度に送れるのは合わせて 1 GB までです。", "At most 1 GB can be sent at once."),
                    StatusCodes.Status413PayloadTooLarge
                ),
                BadHttpRequestException or InvalidDataException => (
                    new("途中で切れたため、受け取れませんでした。もう一度送ってください。", "It broke off and was not received. Please send it again."),
                    StatusCodes.Status400BadRequest
                ),
                RefusalException unwritable => (unwritable.Reason, StatusCodes.Status503ServiceUnavailable),
                IOException when !http.RequestAborted.IsCancellationRequested => (
                    new(
                        "保存できませんでした。ディスクの空きを確かめて、もう一度送ってください。",
                        "It could not be stored. Check the disk's free space and send it again."
                    ),
                    StatusCodes.Status507InsufficientStorage
                ),
                _ => ((Bilingual?)null, 0),
            };
            if (reason is null)
                throw;
            if (status == StatusCodes.Status507InsufficientStorage)
                loggers.CreateLogger(typeof(UploadRoute)).LogError(broken, "An upload could not be stored");
            return Results.Json(new { message = reason.In(ReaderLanguage.Of(http)) }, statusCode: status);
        }
    }

    // What cannot be loaded for want of space is not taken either: it would only make the disk fuller.
    private static void RequireSpace(HttpContext http, DataFolder data)
    {
        var disk = DiskSpace.Of(data);
        if (disk.FreeBytes - (http.Request.ContentLength ?? 0) < disk.ReserveBytes)
            throw new RefusedException(
                new(
                    "ディスクの空きが足りないため、受け取れません。空きを作ってから、もう一度送信してください。",
                    "Nothing is taken, as the disk is nearly full. Free some space and send it again."
                ),
                StatusCodes.Status507InsufficientStorage
            );
    }

    private static async Task<UploadArguments> ReadAsync(HttpContext http, IAntiforgery antiforgery, string folder)
    {
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary
        )
            throw new RefusedException(new("ファイルを送るフォームではありません。", "This is no form that sends files."));
        var reader = new MultipartReader(boundary, http.Request.Body) { BodyLengthLimit = null };
        var (fields, files, isOurs) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>(), false);
        while (await WholeAsync(() => reader.ReadNextSectionAsync(http.RequestAborted)) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                continue;
            if (disposition.IsFormDisposition())
            {
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).ToString()] = await TextAsync(section.Body, http.RequestAborted);
                continue;
            }

            isOurs = isOurs || await IsOursAsync(http, antiforgery, fields);
            if (!isOurs)
                throw new RefusedException(new("画面を開き直してから、もう一度送ってください。", "Open the page again, then send once more."));
            if (
                HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString()
                is not { Length: > 0 } written
            )
                continue;
            if (files.Count == MostFiles)
                throw new RefusedException(new($"一度に送れるのは {MostFiles} ファイルまでです。", $"At most {MostFiles} files can be sent at once."));
            var name = NameOf(written, files);
            await StoreAsync(section.Body, folder, name, http.RequestAborted);
            files.Add(name);
        }

        if (files.Count == 0)
            throw new RefusedException(new("ファイルを選んでください。", "Choose a file."));
        return new([.. files.Select(file => $"{System.IO.Path.GetFileName(folder)}/{file}")], Code(fields, "dataset"), Code(fields, "owner"));
    }

    // The form's token as a header: reading it from the form would read the files into memory first.
    private static async Task<bool> IsOursAsync(HttpContext http, IAntiforgery antiforgery, Dictionary<string, string> fields)
    {
        var tokens = antiforgery.GetTokens(http);
        if (!fields.TryGetValue(tokens.FormFieldName, out var token) || tokens.HeaderName is null)
            return false;
        http.Request.Headers[tokens.HeaderName] = token;
        return await antiforgery.IsRequestValidAsync(http);
    }

    private static string? Code(Dictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name)?.Trim() switch
        {
            null or "" => null,
            var code when Codes().IsMatch(code) => code,
            var other => throw new RefusedException(
                new($"「{other}」はコードではありません。英数字と - _ で書いてください。", $"'{other}' is no code: letters, digits, - and _ only.")
            ),
        };

    private static async Task StoreAsync(Stream body, string folder, string name, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var (part, whole) = (System.IO.Path.Combine(folder, "." + name + ".part"), System.IO.Path.Combine(folder, name));
        await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
        {
            var buffer = new byte[1 << 17];
            var length = 0L;
            for (int read; (read = await WholeAsync(() => body.ReadAsync(buffer, cancellation).AsTask())) > 0; )
            {
                if ((length += read) > LargestFile)
                    throw new RefusedException(
                        new(
                            $"「{name}」は大きすぎます。1 ファイル {LargestFile >> 20} MB までです。",
                            $"'{name}' is too large: up to {LargestFile >> 20} MB a file."
                        ),
                        StatusCodes.Status413PayloadTooLarge
                    );
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }

        File.Move(part, whole);
    }

    // What ends before its last boundary has broken off on its way; a disk that fails is another matter.
    private static async Task<T> WholeAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw new InvalidDataException(broken.Message, broken);
        }
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken cancellation)
    {
        using var text = new StreamReader(body);
        var buffer = new char[LongestField];
        return new(buffer, 0, await text.ReadBlockAsync(buffer, cancellation));
    }

    /// <summary>What people call the file, made a name that any disk takes; the second of one name is told apart.</summary>
    internal static string NameOf(string written, IReadOnlyCollection<string> taken)
    {
        var bare = System.IO.Path.GetFileName(written.Replace('\\', '/'));
        var clean = string.Concat(bare.Where(c => !char.IsControl(c) && !"<>:\"|?*".Contains(c, StringComparison.Ordinal))).Trim().TrimStart('.', '~');
        var kind = System.IO.Path.GetExtension(clean).ToLowerInvariant();
        if (!Kinds.Contains(kind))
        {
            throw new RefusedException(
                kind == ".xls"
                    ? new(
                        $"「{bare}」は古い Excel の形式です。XLSX か CSV で保存し直してください。",
                        $"'{bare}' is of the old Excel kind: save it as XLSX or CSV."
                    )
                    : new($"「{bare}」は読み込めません。CSV か XLSX のファイルを選んでください。", $"'{bare}' cannot be loaded: choose a CSV or XLSX file.")
            );
        }

        var stem = System.IO.Path.GetFileNameWithoutExtension(clean);
        if (stem.Length > LongestName)
            stem = stem[..LongestName];
        for (var n = 1; ; n++)
        {
            var name = (n == 1 ? stem : $"{stem} ({n})") + kind;
            if (!taken.Contains(name, StringComparer.OrdinalIgnoreCase))
                return name;
        }
    }

    private static bool WantsPage(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex Codes();
}
