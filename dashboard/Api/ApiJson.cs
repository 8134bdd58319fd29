using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Analytics.Dashboard.Api;

/// <summary>JSON settings of the API: camel case, nulls written (no field is omitted), Japanese unescaped.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static IResult Of(object value) => Results.Json(value, Options);
}
