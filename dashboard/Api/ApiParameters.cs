using System.Globalization;

namespace Analytics.Dashboard.Api;

/// <summary>Parameters of the API's list routes. An unknown name is an error; it is never ignored.</summary>
internal sealed class ApiParameters
{
    private const int DefaultSize = 100;
    public const int LargestSize = 1000;
    private readonly HttpContext _http;

    /// <exception cref="BadRequestException">A parameter is not among those that the route declares.</exception>
    public ApiParameters(HttpContext http)
    {
        _http = http;
        IReadOnlyList<string> all = [.. http.GetEndpoint()!.Metadata.GetRequiredMetadata<TakenParameters>().Names, ApiLanguage.Parameter];
        foreach (var (name, value) in http.Request.Query.Where(p => !all.Contains(p.Key)))
        {
            throw new BadRequestException(name, value.ToString(), new("そのようなパラメーターはありません。", "There is no such parameter."), all);
        }

        Language = ApiLanguage.Of(http);
    }

    public string Language { get; }

    /// <summary>Page number, from 1.</summary>
    public int Page => Whole("page", int.MaxValue) ?? 1;

    /// <summary>Items per page.</summary>
    public int Size => Whole("size", LargestSize) ?? DefaultSize;

    public string? Text(string name) =>
        _http.Request.Query[name] switch
        {
            [] => null,
            [var value] => string.IsNullOrWhiteSpace(value) ? null : value,
            var several => throw new BadRequestException(name, several.ToString(), new("一つだけ指定してください。", "Only one value is allowed.")),
        };

    public string? Choice(string name, IReadOnlyList<string> allowed) =>
        Text(name) is { } value && !allowed.Contains(value)
            ? throw new BadRequestException(name, value, new("その値は使えません。", "That value is not allowed."), allowed)
            : Text(name);

    public int? Whole(string name, int largest) =>
        Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest ? number
        : throw new BadRequestException(
            name,
            text,
            new("その範囲の整数を指定してください。", "A whole number in the range is needed."),
            string.Create(CultureInfo.InvariantCulture, $"1–{largest}")
        );
}
