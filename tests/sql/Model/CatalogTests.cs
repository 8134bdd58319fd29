using System.Text.Json;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>The catalogue itself: each declaration is covered by being there.</summary>
public class CatalogTests(PostgresFixture postgres)
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    public static TheoryData<string> Measures => [.. Catalog.Measures.Keys];

    public static TheoryData<string> Slicers => [.. Catalog.Slicers.Keys];

    [Fact]
    public void Embedded_EveryFile_IsADeclarationWithoutFault()
    {
        Assert.Empty(Catalog.Faults);
        Assert.Equal(EmbeddedText.List("Model/Measures", ".yaml").Count, Catalog.Measures.Count);
        Assert.Equal(EmbeddedText.List("Model/Slicers", ".yaml").Count, Catalog.Slicers.Count);
        Assert.Superset(
            new HashSet<string>
            {
                "referrals",
                "companies_referred",
                "engagements",
                "information",
                "joint_research",
                "commissioned_research",
                "consultations",
                "know_how",
                "contract_amount",
                "company_share_amount",
                "outcomes",
                "companies_with_outcome",
                "patents",
                "products",
                "prototypes",
                "licences",
                "new_businesses",
                "new_companies",
                "added_sales",
                "added_sales_verified",
                "added_sales_self_reported",
                "jobs",
                "model_cases",
                "advanced",
                "conversion_rate",
                "research_conversion_rate",
                "commercialisation_rate",
                "verified_share",
                "open_referrals",
                "open_over_90_days",
                "stalled_engagements",
                "reached_engagement",
                "reached_research",
                "reached_prototype",
                "reached_product",
                "meetings",
                "meeting_companies",
                "referrals_from_meetings",
                "survey_response_rate",
                "patents_granted",
                "loans",
                "loan_amount",
                "investment",
            },
            Catalog.Measures.Keys.ToHashSet()
        );
    }

    [Fact]
    public void Labels_AreUniqueInEachLanguage()
    {
        Assert.Distinct(Catalog.Measures.Values.Select(m => m.Label.Ja));
        Assert.Distinct(Catalog.Measures.Values.Select(m => m.Label.En));
        Assert.Distinct(Catalog.Slicers.Values.Select(s => s.Label.Ja));
        Assert.Distinct(Catalog.Slicers.Values.Select(s => s.Label.En));
        Assert.Distinct(Catalog.Measures.Values.Select(m => m.Definition));
    }

    [Theory, MemberData(nameof(Measures))]
    public void Measure_IsDescribedInBothLanguages(string name)
    {
        var measure = Catalog.Measures[name];

        Assert.True(measure.Label.Ja.Any(IsJapanese) && !measure.Label.En.Any(IsJapanese), "label");
        Assert.True(measure.Description.Ja.Any(IsJapanese) && measure.Description.Ja.EndsWith('。'), "ja: a sentence");
        Assert.True(!measure.Description.En.Any(IsJapanese) && measure.Description.En.EndsWith('.'), "en: a sentence");
        Assert.Matches("^[0-9a-f]{16}$", measure.Definition);
    }

    [Theory, MemberData(nameof(Slicers))]
    public void Slicer_IsNamedInBothLanguagesAndAppliesToSomeFact(string name)
    {
        var slicer = Catalog.Slicers[name];

        Assert.True(slicer.Label.Ja.Any(IsJapanese) && !slicer.Label.En.Any(IsJapanese));
        Assert.Contains(Fact.All, slicer.AppliesTo);
    }

    [Fact]
    public async Task EveryMeasureByEverySlicer_OnAnEmptyAndOnAFilledDatabase_Runs()
    {
        await using var star = await Star.CreateAsync(postgres);
        string[] names = [.. MeasureRequest.AllNames(Catalog)];

        await AskAll(expectRows: false);
        var referral = await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await star.EngagementAsync(20080501, "joint-research", contract: 1, share: 1);
        await star.OutcomeAsync(20080501, "product", amount: 1);
        await star.AttendanceAsync(20080501, "M1");
        await star.SurveyAsync(2008, "outcome", referral);
        await star.TargetAsync(2008, "outcomes", 1);
        await star.PublishAsync();
        await AskAll(expectRows: true);
        await star.PublishAsync();
        await AskAll(expectRows: true, publication: 1);

        async Task AskAll(bool expectRows, int? publication = null)
        {
            foreach (var slicer in Catalog.Slicers.Keys)
            {
                var result = await star.Model.AnswerAsync(
                    new Query
                    {
                        Scope = Scope.All,
                        Dataset = "samples",
                        Publication = publication,
                        Measures = names,
                        By = [slicer],
                    },
                    TestContext.Current.CancellationToken
                );
                Assert.Equal(names, result.Measures.Select(m => m.Name));
                Assert.Equal(expectRows, result.Rows.Count > 0);
                foreach (var cell in result.Rows.SelectMany(r => r.Cells).Concat(result.Totals))
                {
                    Assert.Equal(cell.State is CellState.Value or CellState.Provisional or CellState.Immature, cell.Value is not null);
                }

                if (expectRows)
                {
                    // A member filters to itself: the filter knows the codes that the rows give.
                    var code = result.Rows[0].Members[0].Code;
                    var filtered = await star.Model.AnswerAsync(
                        new Query
                        {
                            Scope = Scope.All,
                            Dataset = "samples",
                            Publication = publication,
                            Measures = names,
                            By = [slicer],
                            Filters = new Dictionary<string, IReadOnlyList<string>> { [slicer] = [code] },
                        },
                        TestContext.Current.CancellationToken
                    );
                    Assert.Equal([code], filtered.Rows.Select(r => r.Members[0].Code));
                }
            }
        }
    }

    [Fact]
    public void Overlay_OwnMeasure_IsAddedAndReplacesByName()
    {
        using var folder = new Overlay();
        var hash = Catalog.Measures["outcomes"].Definition;
        folder.Write("Measures/big_contracts.yaml", Measure("engagements", "{contract_amount: \">=10000000\"}"));
        folder.Write("Measures/outcomes.yaml", EmbeddedText.Read("Model/Measures/outcomes.yaml").Replace("prototype, ", "", StringComparison.Ordinal));

        var catalog = ModelCatalog.Load(folder.Path);

        Assert.Empty(catalog.Faults);
        Assert.Equal(
            new Condition("contract_amount", null, ComparisonKind.GreaterOrEqual, [], 10_000_000),
            Assert.Single(catalog.Measures["big_contracts"].Where) with
            {
                Codes = [],
            }
        );
        Assert.NotEqual(hash, catalog.Measures["outcomes"].Definition);
        Assert.Equal(Catalog.Measures.Count + 1, catalog.Measures.Count);
    }

    [Theory]
    [InlineData("kind: median", 1, "count, sum, distinct")]
    [InlineData("kind: count\nfact: meetings", 2, "referrals, engagements, outcomes, meeting_attendance, survey_responses")]
    [InlineData("kind: sum\nfact: outcomes\nvalue: contract_amount", 3, "days_from_referral, quantity, amount")]
    [InlineData("kind: count\nfact: referrals\nwhere:\n  x; drop table: 1", 4, "channel, technology_field")]
    [InlineData("kind: count\nfact: outcomes\nwhere:\n  is_model_case: perhaps", 4, "true, false")]
    [InlineData("kind: count\nfact: engagements\nwhere: {duration_days: 365}", 3, "<n, <=n, >n, >=n")]
    [InlineData("kind: count\nfact: outcomes\ntime: cohort", 3, "event")]
    [InlineData("kind: ratio\nfact: referrals\ntime: cohort", 1, "count, sum, distinct")] // no numerator
    [InlineData("kind: ratio\nfact: referrals\ntime: cohort\nnumerator: {where: {state: received}}", 4, "count, sum, distinct")]
    [InlineData("kind: ratio\nfact: referrals\ntime: cohort\nnumerator: {count: outcomes}", 4, "referrals")] // of another fact
    [InlineData("kind: ratio\nfact: referrals\ntime: cohort\nnumerator: {count: referrals}\ndenominator: {count: referrals}\nmature_after: 1 year", 6, "365d")]
    [InlineData("kind: ratio\nfact: outcomes\ntime: event\nnumerator: {count: outcomes}\ndenominator: {count: outcomes}\nunit: cases", 6, "percent")]
    [InlineData("kind: count\nfact: referrals\ntime: cohort\nunit: percent", 4, "cases, companies, people")]
    [InlineData("kind: count\nfact: referrals\nwhere: {days_since_referral: \">90\"}", 3, "channel, technology_field")] // only a stock has a day to count from
    [InlineData("kind: stock\nfact: referrals\nwhere: {days_since_referral: \">1.5\"}", 3, "")]
    [InlineData("kind: count\nfact: referrals\nwhere: {reached: jobs}", 3, "engagement, research, prototype, product")]
    [InlineData("kind: quantile\nfact: referrals\nvalue: days_to_product", 3, "contract_amount_3y")] // over achievers only
    [InlineData("kind: quantile\nfact: engagements\nvalue: contract_amount\ntime: event\nshare: 1.5", 5, "0.5")]
    [InlineData(
        "kind: quantile\nfact: engagements\nvalue: duration_days\ntime: event\nshare: 0.5\nunit: currency",
        6,
        "cases, companies, people, meetings, days"
    )]
    [InlineData("kind: count\nfact: referrals\nwhere: {days_to_product: never}", 3, "<n, <=n, >n, >=n, not_yet")]
    [InlineData(
        "kind: count\nfact: outcomes\ntime: event\nunit: cases\nsort: 1\nlabel: {ja: あ, en: a}\ndescription: {ja: あ, en: a}\nwehre: {}",
        8,
        "description, fact, kind, label, of_which, parts, sort, time, unit, where"
    )]
    [InlineData("kind: count\nfact: outcomes\ntime: event\nunit: cases\nsort: 1\nlabel: {ja: あ}", 6, "")]
    [InlineData("kind: count\nfact: outcomes\n  time: event", 3, "")]
    public void Overlay_FaultyMeasure_IsLeftOutAloneWithLineAndWhatIsAllowed(string text, int line, string allowed)
    {
        using var folder = new Overlay();
        folder.Write("Measures/outcomes.yaml", text);

        var catalog = ModelCatalog.Load(folder.Path);

        Assert.All(catalog.Faults, fault => Assert.EndsWith("outcomes.yaml", fault.File, StringComparison.Ordinal));
        Assert.Contains(catalog.Faults, fault => fault.Line == line && string.Join(", ", fault.Allowed).StartsWith(allowed, StringComparison.Ordinal));
        Assert.False(catalog.Measures.ContainsKey("outcomes"));
        Assert.Equal(Catalog.Measures.Count - 1, catalog.Measures.Count);
    }

    [Fact]
    public void Overlay_FaultsOfAFile_AreToldAtOnce_ButForThoseThatAnotherOneMakesMeaningless()
    {
        using var folder = new Overlay();
        folder.Write(
            "Measures/a.yaml",
            "kind: sum\nfact: engagements\nvalue: amounts\nwhere:\n  state: {nor: completed}\n  duration_days: 365\n  colour: red\ntime: cohort\nunit: currency\nsort: first\nlabel: {ja: あ, en: a}\ndescription: {ja: あ, en: a}\nvalues: amount\n"
        );
        Assert.Equal(["3", "5", "6", "7", "8", "10", "13"], Lines());

        // What may be summed, and of which rows, follows from kind and fact, of which both are known here. The unit follows from the value, which is not.
        folder.Write(
            "Measures/a.yaml",
            "kind: sum\nfact: engagements\nvalue: amounts\nwhere:\n  state: {nor: completed}\n  duration_days: 365\n  colour: red\ntime: cohort\nunit: currency\nsort: 1\nlabel: {ja: あ, en: a}\ndescription: {ja: あ, en: a}\nvalues: amount\n"
        );
        Assert.Equal(["3", "5", "6", "7", "8", "13"], Lines());

        // Of a fact that there is not, nothing else of its rows can be said.
        folder.Write(
            "Measures/a.yaml",
            "kind: sum\nfact: engagement\nvalue: amounts\nwhere: {colour: red}\ntime: event\nunit: currency\nsort: first\nlabel: {ja: あ, en: a}\ndescription: {ja: あ, en: a}\n"
        );
        Assert.Equal(["2", "7"], Lines());

        folder.Write(
            "Measures/a.yaml",
            "kind: incidence\nfact: outcomes\nevent: days_to_product\ntime: event\nunit: days\nsort: 1\nlabel: {ja: あ, en: a}\ndescription: {ja: あ, en: a}\n"
        );
        Assert.Equal(["3"], Lines());

        IEnumerable<string> Lines() => ModelCatalog.Load(folder.Path).Faults.Select(fault => $"{fault.Line}");
    }

    [Theory]
    [InlineData("Slicers/Shape.yaml", "kind: time\ngrain: month\nsort: 1\nlabel: {ja: あ, en: a}", 1)] // a name that addresses could not carry
    [InlineData("Slicers/measure.yaml", "kind: time\ngrain: month\nsort: 1\nlabel: {ja: あ, en: a}", 1)] // reserved
    [InlineData(
        "Slicers/owner.yaml",
        "kind: dimension\nsort: 1\nlabel: {ja: あ, en: a}\ndimension: region\ncolumns: {code: \"1; drop table x\", ja: area_ja, en: area_en}",
        5
    )]
    [InlineData("Measures/cluster.yaml", "kind: count", 1)] // the name of a slicer
    public void Overlay_FaultySlicerOrName_IsLeftOutAlone(string path, string text, int line)
    {
        using var folder = new Overlay();
        folder.Write(path, text);

        var catalog = ModelCatalog.Load(folder.Path);

        Assert.Equal([line], catalog.Faults.Select(fault => fault.Line).Distinct());
        Assert.Equal((Catalog.Measures.Count, Catalog.Slicers.Count), (catalog.Measures.Count, catalog.Slicers.Count));
    }

    [Fact]
    public void Schemas_BesideAnInstallationsDeclarations_AreThoseOfTheProduct()
    {
        using var folder = new Overlay();
        folder.Write("Measures/measure.schema.json", "of an older version");

        ModelSchemas.WriteTo(folder.Path);

        Assert.Equal(EmbeddedText.Read("Model/Measures/measure.schema.json"), File.ReadAllText(Path.Combine(folder.Path, "Measures/measure.schema.json")));
        Assert.Equal(EmbeddedText.Read("Model/Slicers/slicer.schema.json"), File.ReadAllText(Path.Combine(folder.Path, "Slicers/slicer.schema.json")));
        Assert.Empty(ModelCatalog.Load(folder.Path).Faults); // a schema is no declaration
    }

    [Fact]
    public void Schemas_NameWhatTheReadersAllow()
    {
        var measure = JsonDocument.Parse(EmbeddedText.Read("Model/Measures/measure.schema.json")).RootElement.GetProperty("properties");
        Assert.Equal(Fact.All.Select(f => f.Name), Strings(measure.GetProperty("fact").GetProperty("enum")));
        Assert.Equal(
            Fact.All.SelectMany(f => f.Columns)
                .Where(c => c.Kind is FactColumnKind.Identity or FactColumnKind.Number or FactColumnKind.Money)
                .Select(c => c.Name)
                .Distinct()
                .Order(StringComparer.Ordinal),
            Strings(measure.GetProperty("value").GetProperty("enum")).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["count", "sum", "distinct", "ratio", "stock", "incidence", "quotient", "quantile"],
            Strings(measure.GetProperty("kind").GetProperty("enum"))
        );
        Assert.Equal(
            ["cases", "companies", "people", "meetings", "currency", "percent", "days", "years", "ratio"],
            Strings(measure.GetProperty("unit").GetProperty("enum"))
        );
        var milestones = Fact.All.SelectMany(f => f.Columns).Where(c => c is { Kind: FactColumnKind.Number, Milestones.Count: 1 }).Select(c => c.Name).ToList();
        Assert.Equal(milestones, Strings(measure.GetProperty("event").GetProperty("enum")).OrderBy(milestones.IndexOf));
        Assert.Equal(milestones, Strings(measure.GetProperty("competing").GetProperty("enum")).OrderBy(milestones.IndexOf));
        var definitions = JsonDocument.Parse(EmbeddedText.Read("Model/Measures/measure.schema.json")).RootElement.GetProperty("definitions");
        Assert.Equal(
            Fact.All.SelectMany(f => f.Columns).Where(c => c.Kind == FactColumnKind.Money).Select(c => c.Name).Distinct().Order(StringComparer.Ordinal),
            Strings(definitions.GetProperty("amount").GetProperty("enum")).Order(StringComparer.Ordinal)
        );
        var slicer = JsonDocument.Parse(EmbeddedText.Read("Model/Slicers/slicer.schema.json")).RootElement.GetProperty("oneOf");
        Assert.Equal(Dimension.All.Select(d => d.Name), Strings(slicer[0].GetProperty("properties").GetProperty("dimension").GetProperty("enum")));
        Assert.Equal(
            Fact.All.SelectMany(f => f.Columns).Where(c => c.Kind == FactColumnKind.Text).Select(c => c.Name).Distinct().Order(StringComparer.Ordinal),
            Strings(slicer[1].GetProperty("properties").GetProperty("column").GetProperty("enum")).Order(StringComparer.Ordinal)
        );

        static IEnumerable<string> Strings(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);
    }

    private static string Measure(string fact, string where) =>
        $"kind: count\nfact: {fact}\nwhere: {where}\ntime: event\nunit: cases\nsort: 99\nlabel: {{ja: 大型契約, en: Big contracts}}\ndescription: {{ja: 説明。, en: Text.}}\n";

    private static bool IsJapanese(char letter) => letter is >= '\u3040' and <= '\u30ff' or >= '\u4e00' and <= '\u9fff';

    /// <summary>An installation's own declarations, in a folder that is removed afterwards.</summary>
    private sealed class Overlay : IDisposable
    {
        public string Path { get; } = Temporary.Folder("analytics-model-");

        public void Write(string path, string text)
        {
            var file = System.IO.Path.Combine(Path, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
