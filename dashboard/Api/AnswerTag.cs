using System.Security.Cryptography;
using System.Text;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Microsoft.Net.Http.Headers;

namespace Analytics.Dashboard.Api;

/// <summary>
/// The entity tag of an answer: a hash of everything that determines its figures and words, so it is known before the answer is computed: question
/// and scope, publication, all declarations, format, language, and this build of the product.
/// </summary>
internal static class AnswerTag
{
    private static readonly string Build = $"{typeof(AnswerTag).Module.ModuleVersionId}{typeof(Query).Module.ModuleVersionId}";

    public static string Of(Query query, IReadOnlyList<DatasetSummary> datasets, ModelCatalog catalog, string format, string language)
    {
        // The first publication of an empty dataset changes the answer to the same question.
        var publication = query.Publication ?? datasets.First(d => d.Code == query.Dataset).Publication;
        var text = string.Join('\n', query.CanonicalText(), publication, catalog.Version, format, language, Build);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16])}\"";
    }

    /// <summary>True if the caller already holds the answer with that tag.</summary>
    public static bool IsHeld(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var held) && held.Any(h => h.Tag == "*" || h.Tag == tag);
}
