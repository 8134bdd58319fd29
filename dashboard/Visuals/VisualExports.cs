using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Questions;
using Microsoft.AspNetCore.WebUtilities;

namespace Analytics.Dashboard.Visuals;

/// <summary>A file that a visual can be taken away as: the text's key and where it is.</summary>
public sealed record VisualExport(string TextKey, string Href);

/// <summary>Where a visual's files are: its picture drawn from the same inquiry, its figures by the same query in the same publication.</summary>
public static class VisualExports
{
    /// <summary>The formats of the picture.</summary>
    public static readonly IReadOnlyList<string> PictureFormats = ["png", "svg", "pdf"];

    /// <summary>The formats of the figures.</summary>
    public static readonly IReadOnlyList<string> DataFormats = ["csv", "xlsx", "parquet"];

    /// <summary>All files of a visual.</summary>
    public static IReadOnlyList<VisualExport> Of(string name, Visual visual, Inquiry inquiry) =>
        [
            .. visual.Picture is null || visual.EmptyReason is not null
                ? []
                : PictureFormats.Select(format => new VisualExport("export." + format, OfPicture(name, inquiry, format))),
            .. DataFormats.Select(format => new VisualExport("export." + format, OfData(visual.Result.Query, format, inquiry.T.Language))),
        ];

    /// <summary>The address at which a visual is drawn: the page's, as far as the visual depends on it.</summary>
    public static string OfPicture(string name, Inquiry inquiry, string format)
    {
        var (question, recipe) = (inquiry.Question, VisualRecipe.All[name]);
        IEnumerable<string> kept = [Inquiry.MeasureName, .. question.Parameters, .. recipe.Parameters];
        var dated = question.Dated;
        var address = dated.Without(dated.Names.Except(kept));
        return address
            .With(PageQuestion.DatasetName, question.Dataset.Code)
            .With(PageQuestion.PublicationName, $"{question.Dataset.Publication}")
            .With("lang", inquiry.T.Language)
            .At($"/api/v1/plots/{name}.{format}");
    }

    /// <summary>The address at which the API answers a query in a format.</summary>
    public static string OfData(Query query, string format, string language)
    {
        var parameters = query
            .Parameters()
            .Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))
            .Append(new("format", format))
            .Append(new("lang", language));
        return QueryHelpers.AddQueryString("/api/v1/query", parameters);
    }
}
