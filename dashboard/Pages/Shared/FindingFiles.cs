using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>The findings counted by rule and column, as files.</summary>
public static class FindingFiles
{
    /// <summary>Kinds of file.</summary>
    public static readonly IReadOnlyList<string> Formats = ["csv", "xlsx"];

    /// <summary>Where the groups of a dataset (null: of all) or of a batch are had: as a publication knew them, or (null) those that stand.</summary>
    public static string Address(string format, string language, string? dataset, int? batch = null, int? publication = null) =>
        QueryHelpers.AddQueryString(
            "/api/v1/rejects",
            new Dictionary<string, string?>
            {
                ["layout"] = "groups",
                ["format"] = format,
                ["dataset"] = dataset,
                ["batch"] = Text(batch),
                ["publication"] = Text(publication),
                ["lang"] = language,
            }.Where(parameter => parameter.Value is not null)
        );

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
