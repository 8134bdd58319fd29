using Analytics.Etl.Samples;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Etl.Samples;

/// <summary>The figures of the samples as the model answers them, against what the generator says they must come to.</summary>
static class SampleFigures
{
    /// <summary>Every figure that differs, as text: each measure by year, by year and sub-region, by year and cluster.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(Warehouse warehouse, SampleSummary summary)
    {
        var model = SemanticModel.Direct(warehouse.Reader, ModelCatalog.Load(null));
        var differences = new List<string>();
        foreach (var measure in summary.Expected.Keys.Select(key => Plain(key.Measure)).Distinct().Order(StringComparer.Ordinal))
        {
            var answered = new Dictionary<ExpectedKey, long>();
            await AskAsync(model, answered, measure, null);
            await AskAsync(model, answered, measure, "subregion");
            await AskAsync(model, answered, measure, "cluster");
            var expected = summary.Expected.Where(figure => Plain(figure.Key.Measure) == measure && figure.Value != 0).ToDictionary();
            differences.AddRange(
                expected
                    .Keys.Union(answered.Keys)
                    .Select(key => (key, expected: expected.GetValueOrDefault(key), answered: answered.GetValueOrDefault(key)))
                    .Where(figure => figure.expected != figure.answered)
                    .Select(figure =>
                        $"{figure.key.Measure} {figure.key.FiscalYear} {figure.key.Region}{figure.key.Cluster}: expected {figure.expected}, answered {figure.answered}"
                    )
            );
        }

        return differences;
    }

    static async Task AskAsync(SemanticModel model, Dictionary<ExpectedKey, long> answered, string measure, string? slicer)
    {
        var result = await model.AnswerAsync(
            new Query
            {
                Scope = Scope.All,
                Dataset = "samples",
                Measures = [measure],
                By = slicer is null ? ["fiscal_year"] : ["fiscal_year", slicer],
            }
        );
        foreach (var row in result.Rows.Where(row => row.Cells[0].Value is not null))
        {
            var year = int.Parse(row.Members[0].Code, System.Globalization.CultureInfo.InvariantCulture);
            var code = slicer is null ? "" : row.Members[1].Code;
            if (slicer == "cluster" && code == "none")
                continue; // the generator adds up clusters only
            foreach (var (name, value) in Figures(measure, row.Cells[0]).Where(figure => figure.Value != 0))
                answered[new(name, year, slicer == "subregion" ? code : "", slicer == "cluster" ? code : "")] = value;
        }
    }

    /// <summary>A figure under the name by which the generator knows it: of a rate its part and its base.</summary>
    static (string Name, long Value)[] Figures(string measure, Cell cell) =>
        cell.Parts is { } parts ? [(measure + ".part", parts.Part), (measure + ".base", parts.Base)] : [(measure, (long)cell.Value!.Value)];

    static string Plain(string measure) => measure.Split('.')[0];
}
