using System.Text.Json;
using Analytics.Etl;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Etl.Sources;

public class SourceCatalogTests
{
    static readonly SourceCatalog Product = SourceCatalog.Load();

    public static TheoryData<string> Names => [.. Product.Sources.Select(source => source.Name)];

    [Fact]
    public void Load_ProductAlone_HasEverySourceWithoutFault()
    {
        Assert.Empty(Product.Faults);
        Assert.Equal(
            [
                "agreement_list",
                "cluster_list",
                "engagement_ledger",
                "establishments",
                "gbizinfo_subsidies",
                "meeting_ledger",
                "outcome_survey",
                "referral_ledger",
                "sbir",
                "survey_returns",
                "target_sheet",
            ],
            Product.Sources.Select(source => source.Name)
        );
    }

    [Theory, MemberData(nameof(Names))]
    public void EachSource_IsBilingualAndKnowsItsKeyAndHeaders(string name)
    {
        var source = Product.Find(name)!;
        Assert.All(new[] { source.Label.Ja, source.Label.En, source.Description.Ja, source.Description.En }, text => Assert.NotEmpty(text));
        Assert.All(source.Columns, column => Assert.NotEmpty(column.Header));
        Assert.All(source.Key, key => Assert.True(source.IndexOf(key) >= 0, key));
        Assert.Contains(source.Columns, column => column.Required && source.Key.Contains(column.Name));
        var spellings = source.Columns.SelectMany(column => column.Aliases.Prepend(column.Header).Select(Folding.Fold).Distinct());
        Assert.Empty(spellings.GroupBy(spelling => spelling).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void EachSource_OnlySbirIsInDollars()
    {
        Assert.Equal(["sbir"], Product.Sources.Where(source => source.Currency == Currency.Usd).Select(source => source.Name));
        // Open data have a dataset each; what people keep goes to the ledgers.
        Assert.Equal(
            ["gbizinfo_subsidies: miyagi_subsidies", "sbir: sbir"],
            Product.Sources.Where(source => source.Dataset != "ledgers").Select(source => $"{source.Name}: {source.Dataset}")
        );
    }

    [Fact]
    public void Fields_OutcomeSurvey_EndWithQuantityAndAmount()
    {
        var fields = Product.Find("outcome_survey")!.Fields;
        Assert.Equal([new("quantity", ColumnType.Decimal), new("amount", ColumnType.Money)], fields.TakeLast(2));
    }

    [Fact]
    public void Load_FaultyOverlay_DisablesThatSourceAloneAndNamesLineAndWhatIsAllowed()
    {
        using var folder = new TemporaryFolder();
        var yaml = EmbeddedText
            .Read("Sources/cluster_list.yaml", typeof(SourceCatalog).Assembly)
            .Replace("type: text, required: true", "type: txet, required: true", StringComparison.Ordinal);
        folder.Write("cluster_list.yaml", yaml);

        var catalog = SourceCatalog.Load(folder.Path);

        Assert.Null(catalog.Find("cluster_list"));
        Assert.Equal(Product.Sources.Count - 1, catalog.Sources.Count);
        var fault = Assert.Single(catalog.Faults);
        Assert.EndsWith("cluster_list.yaml", fault.File, StringComparison.Ordinal);
        Assert.Equal(12, fault.Line);
        Assert.Contains("'txet' is not allowed for 'type'. Allowed: text, identifier, code, date", fault.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OverlayOfTheSameName_TakesTheProductsPlace()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "mine.yaml",
            EmbeddedText
                .Read("Sources/cluster_list.yaml", typeof(SourceCatalog).Assembly)
                .Replace("en: Cluster list", "en: Our clusters", StringComparison.Ordinal)
        );

        var catalog = SourceCatalog.Load(folder.Path);

        Assert.Empty(catalog.Faults);
        Assert.Equal("Our clusters", catalog.Find("cluster_list")!.Label.En);
        Assert.Equal(Product.Sources.Count, catalog.Sources.Count);
    }

    [Theory]
    [InlineData("name: a b\n", 1, "'name' must be lower-case letters")]
    [InlineData("name: x\nnonsense: 1\n", 2, "Unknown key 'nonsense'. Allowed: name, label")]
    [InlineData(
        "name: x\nfeeds: [sales]\n",
        2,
        "'sales' is not allowed for 'feeds'. Allowed: referrals, engagements, outcomes, targets, agreements, cluster_validity, establishments, meeting_attendance, survey_responses, statistics."
    )]
    [InlineData("name: x\ncurrency: pounds\n", 2, "'pounds' is no currency code of ISO 4217.")]
    [InlineData("name: x\ncurrency: GBP\nmoney_unit: 千円\n", 3, "'千円' is no unit of GBP. Allowed: million pounds, thousand pounds, pounds.")]
    [InlineData("name: x\ncurrency: JPY\nmoney_unit: 千\n", 3, "'千' is no unit of JPY. Allowed: 億円, 百万円, 千円, 万円, 円.")]
    [InlineData("name: x\ncolumns:\n  - {name: a, header: A, type: choice}\n", 3, "'choices' belongs to columns of type choice")]
    [InlineData("name: x\ncolumns:\n  - {name: a, always: b, header: A}\n", 3, "Every row is 'b': 'a' takes no 'header'.")]
    [InlineData("name: x\n\tkey: 1\n", 2, "Not valid YAML")]
    public void Load_Fault_IsNamedWithItsLine(string yaml, int line, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("x.yaml", yaml);
        Assert.Contains(SourceCatalog.Load(folder.Path).Faults, fault => fault.Line == line && fault.Message.En.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_TwoHeadersThatFoldAlike_AreAFault()
    {
        using var folder = new TemporaryFolder();
        var yaml = EmbeddedText
            .Read("Sources/cluster_list.yaml", typeof(SourceCatalog).Assembly)
            .Replace("header: 終了日,", "header: 開 始 日,", StringComparison.Ordinal);
        folder.Write("cluster_list.yaml", yaml);
        Assert.Contains(
            SourceCatalog.Load(folder.Path).Faults,
            fault => fault.Message.En.Contains("means several columns: valid_from, valid_to", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Load_NameLongerThanAnIndexTakes_IsAFault()
    {
        using var folder = new TemporaryFolder();
        var yaml = EmbeddedText
            .Read("Sources/cluster_list.yaml", typeof(SourceCatalog).Assembly)
            .Replace("type: text, required: true", "type: text, required: true, longest: 4000", StringComparison.Ordinal);
        folder.Write("cluster_list.yaml", yaml);
        Assert.Contains(
            SourceCatalog.Load(folder.Path).Faults,
            fault => fault.Line == 12 && fault.Message.En.Contains("200 characters at most", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Schema_ColumnTypesAndFacts_AreTheOnesTheProductKnows()
    {
        using var schema = JsonDocument.Parse(EmbeddedText.Read("Sources/source.schema.json", typeof(SourceCatalog).Assembly));
        var types = schema.RootElement.GetProperty("definitions").GetProperty("column").GetProperty("properties").GetProperty("type").GetProperty("enum");
        Assert.Equal(Enum.GetValues<ColumnType>().Select(ColumnDeclaration.Spelling), types.EnumerateArray().Select(item => item.GetString()));
        var facts = schema.RootElement.GetProperty("properties").GetProperty("feeds").GetProperty("items").GetProperty("enum");
        Assert.Equal(FactCatalog.Product.Names, facts.EnumerateArray().Select(item => item.GetString()));
    }

    [Theory]
    [InlineData(
        "sbir",
        "{name: phase, header: phase, type: text",
        "{name: stage, header: phase, type: text",
        "The column 'phase' of the product's 'sbir' is missing; its views in sql/staging read it."
    )]
    [InlineData(
        "referral_ledger",
        "technical need], type: text",
        "technical need], type: integer",
        "In the product's 'referral_ledger' the column 'technical_need' is text; it cannot become integer."
    )]
    public void Load_OverlayThatLosesWhatTheProductsViewsRead_IsLeftOutAlone(string name, string there, string instead, string reason)
    {
        using var folder = new TemporaryFolder();
        var yaml = EmbeddedText.Read($"Sources/{name}.yaml", typeof(SourceCatalog).Assembly);
        Assert.Contains(there, yaml, StringComparison.Ordinal);
        folder.Write($"{name}.yaml", yaml.Replace(there, instead, StringComparison.Ordinal));

        var catalog = SourceCatalog.Load(folder.Path);

        Assert.Equal((null, reason), (catalog.Find(name), Assert.Single(catalog.Faults).Message.En));
    }
}
