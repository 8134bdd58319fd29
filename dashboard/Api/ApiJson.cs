using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Analytics.Dashboard.Api;

/// <summary>How the API writes JSON: camel case, nulls kept (a blank is never left out), Japanese as it is.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static IResult Of(object value) => Results.Json(value, Options);
}
