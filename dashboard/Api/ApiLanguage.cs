using Analytics.Sql;

namespace Analytics.Dashboard.Api;

/// <summary>The language of labels in an answer: <c>lang=ja</c> (the default) or <c>lang=en</c>.</summary>
internal static class ApiLanguage
{
    public const string Parameter = "lang";

    public static readonly IReadOnlyList<string> All = ["ja", "en"];

    /// <exception cref="BadRequestException">The language is neither ja nor en.</exception>
    public static string Of(HttpContext http) =>
        Given(http) switch
        {
            null or "" => All[0],
            { } language when All.Contains(language) => language,
            { } odd => throw new BadRequestException(Parameter, odd, new("その言語はありません。", "There is no such language."), All),
        };

    /// <summary>A remark in the language that was requested; in both if none was.</summary>
    public static string Text(HttpContext http, Bilingual label) =>
        Given(http) is { } language && All.Contains(language) ? label.In(language)
        : label.Ja == label.En ? label.Ja
        : $"{label.Ja} / {label.En}";

    private static string? Given(HttpContext http) => http.Request.Query[Parameter] is [var language, ..] ? language : null;
}
