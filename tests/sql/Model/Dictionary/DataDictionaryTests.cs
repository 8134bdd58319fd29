using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Dictionary;

namespace Analytics.Tests.Sql.Model.Dictionary;

/// <summary>The dictionary says what the declarations say, and is found in either language however it is spelt.</summary>
public class DataDictionaryTests
{
    static readonly DataDictionary Product = new(ModelCatalog.Load());

    [Fact]
    public void Entries_HoldEveryDeclaration_EachWithWordsInBothLanguages()
    {
        var names = Product.Entries.Select(entry => (entry.Kind, entry.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal(ModelCatalog.Load().Measures.Keys, Product.Entries.Where(entry => entry.Kind == TermKind.Measure).Select(entry => entry.Name));
        Assert.Equal(ModelCatalog.Load().Slicers.Keys, Product.Entries.Where(entry => entry.Kind == TermKind.Slicer).Select(entry => entry.Name));
        Assert.Equal(FactCatalog.Product.Names, Product.Entries.Where(entry => entry.Kind == TermKind.Fact).Select(entry => entry.Name));
        foreach (var entry in Product.Entries)
        {
            Assert.Matches("[ぁ-んァ-ヶ一-龠]", entry.Label.Ja);
            Assert.Matches("^[A-Z]", entry.Label.En);
            Assert.NotEqual(entry.Name, entry.Label.En);
            Assert.Matches("^[0-9a-f]{16}$", entry.Definition);
            Assert.True(File.Exists(Path.Combine(Repository(), entry.Declared)), entry.Declared);
        }

        // What a measure rests on stands in the dictionary too, but for dimensions, which slicers name.
        var unknown = Product
            .Entries.Where(entry => entry.Kind == TermKind.Measure)
            .SelectMany(entry => entry.RestsOn)
            .Where(name =>
                !names.Any(known => known.Name == name) && !Dimension.All.Any(dimension => name.EndsWith($".{dimension.Name}", StringComparison.Ordinal))
            )
            .ToList();
        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("outcomes", "sum(outcomes.quantity) where outcome_type = patent-filed or licence or prototype or product or new-business or new-company")]
    [InlineData("conversion_rate", "(count(referrals) where days_to_engagement ≤ 365) ÷ count(referrals)")]
    [InlineData("open_over_90_days", "stock(referrals) where days_to_closed not yet and days_to_engagement not yet and days_since_referral > 90")]
    [InlineData("companies_referred", "distinct(referrals.company_id)")]
    [InlineData("contract_amount", "sum(engagements.contract_amount) where engagement_type ≠ subsidy and state ≠ preparing")]
    [InlineData("median_days_to_product", "50 % of cumulative incidence(referrals.days_to_product)")]
    public void Formula_OfAMeasure_IsItsDeclarationInOneLine(string measure, string formula) =>
        Assert.Equal(formula, Product.Entries.Single(entry => entry.Kind == TermKind.Measure && entry.Name == measure).Formula);

    [Theory]
    [InlineData("契約額 証憑")]
    [InlineData("added sales per contract")]
    [InlineData("ＡＤＤＥＤ　ＳＡＬＥＳ　ＰＥＲ　ＣＯＮＴＲＡＣＴ")]
    [InlineData("sales_per_contract")]
    public void Find_HoweverItIsSpelt_FindsTheMeasure(string search) =>
        Assert.Contains(Product.Find(search), entry => entry is { Kind: TermKind.Measure, Name: "sales_per_contract" });

    [Theory]
    [InlineData("くらすたー")]
    [InlineData("ｸﾗｽﾀｰ")]
    [InlineData("クラスター")]
    public void Find_AnyKana_FindsTheSlicer(string search) =>
        Assert.Contains(Product.Find(search), entry => entry is { Kind: TermKind.Slicer, Name: "cluster" });

    [Fact]
    public void Find_WordsThatNoTermHasTogether_FindsNone() => Assert.Empty(Product.Find("契約額 ありえない語"));

    [Fact]
    public void Entry_OfAnInstallationsOwnDeclaration_NamesItsFile()
    {
        var folder = Temporary.Folder("analytics-dictionary-");
        Directory.CreateDirectory(Path.Combine(folder, "Measures"));
        File.WriteAllText(
            Path.Combine(folder, "Measures", "visits.yaml"),
            "kind: count\nfact: referrals\ntime: cohort\nunit: cases\nsort: 999\nlabel: {ja: 訪問, en: Visits}\ndescription: {ja: 訪問の数。, en: Visits made.}\n"
        );

        var entry = Assert.Single(new DataDictionary(ModelCatalog.Load(folder)).Find("訪問 の数"));

        Assert.Equal((".data/model/Measures/visits.yaml", "count(referrals)"), (entry.Declared, entry.Formula));
        Directory.Delete(folder, recursive: true);
    }

    static string Repository([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", ".."));
}
