using Analytics.Etl.Extract;
using Analytics.Etl.Sources;

namespace Analytics.Tests.Etl.Extract;

/// <summary>The figures of the reckoning that was made apart from this project.</summary>
public class SbirFilesTests
{
    [Fact]
    public void Rows_AllFourFiles_AreReadToTheLastRowAndCent()
    {
        var catalog = SourceCatalog.Load();
        var (rows, cents, phaseOne, rejects, warnings) = (0, 0L, 0, 0, 0);
        var urls = new HashSet<string>();
        foreach (var path in Directory.GetFiles(RealData.Path("real/sbir"), "*.csv"))
        {
            var extraction = Extraction.Open(path, catalog);
            Assert.Equal("sbir", extraction.Source.Name);
            foreach (var row in extraction.Rows())
            {
                rows++;
                cents += (long)row["award_amount"]!;
                phaseOne += (string)row["phase"]! == "Phase I" ? 1 : 0;
                rejects += row.Rejects.Count;
                Assert.True(urls.Add((string)row["url"]!));
            }

            warnings += extraction.Summary.Warnings.Count;
            Assert.Equal("utf-8", extraction.Encoding);
            Assert.False(extraction.Summary.IsSynthetic);
            Assert.Equal(0, extraction.Summary.TotalRows + extraction.Summary.FootnoteRows + extraction.Summary.BlankRows + extraction.Summary.TitleRows);
        }

        Assert.Equal((31_757, 1_025_870_596_600, 13_228, 0, 0), (rows, cents, phaseOne, rejects, warnings));
    }

    [Fact]
    public void Rows_TitleWithLineBreaks_LaterRowsKeepTheirPhysicalLine()
    {
        var extraction = Extraction.Open(RealData.Path("real/sbir/sbir_awards_1983_1989.csv"), SourceCatalog.Load());
        // 14,205 awards under one header; the file has 14,212 lines, so six line breaks stand inside quotes.
        Assert.Equal(14_212, extraction.Rows().Last().Line);
    }
}
