using System.Text.Json;
using Analytics.Sql;

namespace Analytics.Dashboard.Pages.Data;

/// <summary>Why a file was refused whole, and what would mend it.</summary>
public sealed record Refusal(Bilingual? Reason, Bilingual? Mend)
{
    /// <summary>From the batch's JSON: <c>{rule, reason: {ja, en}, mend: {ja, en}}</c>; a part that is missing stays null.</summary>
    public static Refusal? Of(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        return new(Both(document.RootElement, "reason"), Both(document.RootElement, "mend"));
    }

    private static Bilingual? Both(JsonElement refusal, string name) =>
        refusal.TryGetProperty(name, out var both)
        && both.ValueKind == JsonValueKind.Object
        && both.TryGetProperty("ja", out var ja)
        && both.TryGetProperty("en", out var en)
            ? new(ja.GetString() ?? "", en.GetString() ?? "")
            : null;
}
