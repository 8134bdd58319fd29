using Analytics.Etl.Extract;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Samples;
using Analytics.Etl.Sources;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Etl.Samples;

/// <summary>The samples through the product's own extraction.</summary>
[Collection(nameof(SampleFiles))]
public class SampleExtractionTests(SampleFiles samples)
{
    // These faults show only between rows: they are found when a publication is made.
    private static readonly FaultKind[] Later = [FaultKind.Conflict, FaultKind.OutcomeBeforeReferral, FaultKind.AmbiguousReferral];

    [Fact]
    public void Extraction_OfEveryFile_RejectsThePlannedRowsAndNoOther()
    {
        var rejected = Read().Where(read => read.Row.IsRejected).Select(read => (read.File.Path, read.Row.Sheet, read.Row.Line)).Order().ToList();
        var planned = samples
            .Summary.Faults.Where(fault => fault.Effect == Effect.Rejected && !Later.Contains(fault.Kind))
            .Select(fault => (fault.File, fault.Sheet, fault.Line))
            .Order()
            .ToList();
        Assert.Equal(planned, rejected);
    }

    [Fact]
    public void Extraction_OfEveryFile_FindsItsLedgerItsRowsAndTheMark()
    {
        var catalog = SourceCatalog.Load();
        var sources = new Dictionary<string, string>
        {
            ["紹介台帳"] = "referral_ledger",
            ["連携台帳"] = "engagement_ledger",
            ["成果調査票"] = "outcome_survey",
            ["交流会台帳"] = "meeting_ledger",
            ["調査回収"] = "survey_returns",
            ["目標値"] = "target_sheet",
            ["協定一覧"] = "agreement_list",
            ["クラスター一覧"] = "cluster_list",
            ["事業所・従業者数"] = "establishments",
        };
        foreach (var file in samples.Summary.Files)
        {
            var extraction = Extraction.Open(Path.Combine(samples.Folder, file.Path), catalog);
            Assert.Equal(sources[file.Ledger], extraction.Source.Name);
            Assert.True(file.Rows == extraction.Rows().Count(), $"{file.Path}: {file.Rows} written, {extraction.Summary.RowsRead} read");
            Assert.True(extraction.Summary.IsSynthetic, file.Path);
            Assert.Empty(extraction.Summary.UnknownColumns);
        }
    }

    [Fact]
    public void Targets_NameMeasuresAsTheModelDoes()
    {
        var known = ModelCatalog.Load().Measures.Values.SelectMany(measure => new[] { measure.Name, measure.Label.Ja }).ToHashSet();
        var targets = Read().Where(read => read.File.Ledger == "目標値").Select(read => (string)read.Row["measure"]!).Distinct().ToList();
        Assert.Equal(2 * 7, targets.Count);
        Assert.All(targets, measure => Assert.Contains(measure, known));
    }

    [Fact]
    public void Targets_OfSubRegions_AddUpToTheWhole_AndNoClustersIsAboveIt()
    {
        var labels = ModelCatalog.Load().Measures.Values.ToDictionary(measure => measure.Label.Ja, measure => measure.Name);
        var targets = Read()
            .Where(read => read.File.Ledger == "目標値")
            .Select(read =>
                (
                    ((DateOnly)read.Row["fiscal_year"]!).Year,
                    Measure: labels.GetValueOrDefault((string)read.Row["measure"]!, (string)read.Row["measure"]!),
                    Region: read.Row["region"] as string,
                    Cluster: read.Row["cluster"] as string,
                    Value: (decimal)read.Row["target_value"]!
                )
            )
            .ToList();
        var wholes = targets.Where(t => t is { Region: null, Cluster: null }).ToDictionary(t => (t.Year, t.Measure), t => t.Value);
        Assert.Equal(6 * 7, wholes.Count);

        // The council's 205 outcomes of the last year, which the three sub-regions' own hopes would have made 235.
        Assert.Equal(205, wholes[(2012, "outcomes")]);
        Assert.All(wholes, whole => Assert.Equal(whole.Value, targets.Where(t => (t.Year, t.Measure) == whole.Key && t.Region is not null).Sum(t => t.Value)));
        Assert.All(targets.Where(t => t.Cluster is not null), t => Assert.True(t.Value <= wholes[(t.Year, t.Measure)]));
    }

    private IEnumerable<(WrittenFile File, ExtractedRow Row)> Read()
    {
        var catalog = SourceCatalog.Load();
        return samples
            .Summary.Files.Where(file => file.CopyOf is null)
            .SelectMany(file => Extraction.Open(Path.Combine(samples.Folder, file.Path), catalog).Rows().Select(row => (file, row)));
    }
}
