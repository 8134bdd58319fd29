using Analytics.Etl.Samples;

namespace Analytics.Tests.Etl.Samples;

[Collection(nameof(SampleFiles))]
public class SampleFaultsTests(SampleFiles samples)
{
    [Fact]
    public void Faults_OfEveryKind_OccurAtALowRate()
    {
        Assert.Equal(Enum.GetValues<FaultKind>(), samples.Summary.Faults.Select(fault => fault.Kind).Distinct().Order());
        var rows = (double)samples.Summary.Rows;
        Assert.InRange(samples.Summary.Count(Effect.Rejected) / rows, 0.004, 0.010);
        Assert.InRange(samples.Summary.Count(Effect.Waiting) / rows, 0.001, 0.006);
        Assert.InRange(samples.Summary.Faults.Count / rows, 0.02, 0.05);
    }

    [Fact]
    public void Faults_StandInTheLineThatTheyName()
    {
        var lines = samples
            .Summary.Files.SelectMany(file => samples.Sheets(file).Select(sheet => (file.Path, sheet.Sheet, sheet.Lines)))
            .ToDictionary(sheet => (sheet.Path, sheet.Sheet), sheet => sheet.Lines);
        foreach (var fault in samples.Summary.Faults)
        {
            var sheet = lines[(fault.File, fault.Sheet)];
            // A workbook does not store a blank row at its end.
            if (fault.Kind == FaultKind.BlankRow && fault.Line > sheet.Count && fault.Sheet is not null)
                continue;
            var cells = sheet[fault.Line - 1];
            if (fault.Kind == FaultKind.BlankRow)
                Assert.All(cells, cell => Assert.Empty(cell));
            else if (fault.Kind == FaultKind.UnlabelledTotal)
                Assert.Single(cells, cell => cell.Length > 0);
            else
                Assert.Contains(fault.Key, cells);
        }
    }

    [Fact]
    public void FaultPlan_Take_FallsOnTheNextRowThatCanHaveIt()
    {
        var plan = new FaultPlan(0);
        // Kind 0 with seed 0: due at rows 0, 4, 8; rows 0 to 2 cannot have it.
        var taken = Enumerable.Range(0, 10).Where(row => plan.Take("台帳", FaultKind.EraDate, 4, row >= 3)).ToList();
        Assert.Equal([3, 4, 8], taken);
    }
}
