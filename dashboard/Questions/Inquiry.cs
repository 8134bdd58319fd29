using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// Everything a page needs to ask and answer: the address's question, the members it may name, the reader's language and the source of answers. Pages
/// and plots both compose their visuals from it, so the same address gives the same figures; its texts include the dataset's own words. Immutable.
/// </summary>
public sealed record Inquiry(PageQuestion Question, Picks Picks, Texts T, PageAnswers Answers, AgreementDays AgreementBook)
{
    /// <summary>The parameter that names the measure shown in the visuals.</summary>
    public const string MeasureName = "measure";

    /// <summary>Parses an address and queries the dataset's members.</summary>
    /// <exception cref="QueryException">The address names something that the dataset does not have.</exception>
    public static async Task<Inquiry> OfAsync(
        PageQuestion question,
        IReadOnlyList<DatasetSummary> datasets,
        Texts texts,
        PageAnswers answers,
        AgreementDays agreements
    )
    {
        var picks = await Picks.AskAsync(question, datasets, answers);
        return (FaultOf(question, answers.Catalog) ?? picks.FaultOf(question)) is { } fault
            ? throw new QueryException(fault)
            : new(question, picks, texts.With(answers.Catalog.DatasetOf(question.Dataset.Code).Words), answers, agreements);
    }

    // A measure that this dataset lacks may be left over from another dataset; one that no dataset has is a mistake.
    private static QueryFault? FaultOf(PageQuestion question, ModelCatalog catalog) =>
        question.Address.First(MeasureName) is { } asked && !catalog.Measures.ContainsKey(asked)
            ? new(MeasureName, asked, new("そのような指標はありません。", "There is no such measure."), question.Dataset.Measures)
            : null;

    /// <summary>How the dataset's years are named.</summary>
    public FiscalYears Years { get; } = new(Question.Dataset.Calendar.StartMonth, T.Language);

    /// <summary>Measures shown on the cards: those that the dataset declares and has rows for; if there are none, its default measure.</summary>
    public IReadOnlyList<string> Cards { get; } =
    [.. Declared(Question, Answers).Cards.Where(Question.Dataset.Measures.Contains).DefaultIfEmpty(DefaultLead(Question.Dataset, Answers.Catalog))];

    /// <summary>The measure of the headline and visuals: the one that the address names, else the dataset's default.</summary>
    public string Lead { get; } =
        Question.Address.First(MeasureName) is { } asked && Question.Dataset.Measures.Contains(asked) ? asked : DefaultLead(Question.Dataset, Answers.Catalog);

    /// <summary>The measure that counts the cases behind every figure; null if the dataset declares none that it has.</summary>
    public string? Cases { get; } = Declared(Question, Answers).Cases.FirstOrDefault(Question.Dataset.Measures.Contains);

    /// <summary>True if the dataset is about referrals and their outcomes.</summary>
    public bool IsOfReferrals => Cases == "referrals";

    /// <summary>
    /// The default measure if an address names none: the first that the dataset declares as its lead, else its first that is not a stock: a source
    /// without states gives stocks of 0, which mean nothing.
    /// </summary>
    public static string DefaultLead(DatasetSummary dataset, ModelCatalog catalog) =>
        catalog.DatasetOf(dataset.Code).Lead.FirstOrDefault(dataset.Measures.Contains)
        ?? dataset.Measures.FirstOrDefault(name => catalog.Measures[name].Kind != MeasureKind.Stock)
        ?? dataset.Measures[0];

    /// <summary>A measure, in the dataset's words.</summary>
    public MeasureDeclaration Measure(string name) => Answers.Catalog.MeasureOf(Question.Dataset.Code, name);

    /// <summary>A slicer's label, in the dataset's words.</summary>
    public string LabelOf(string slicer) => T[Answers.Catalog.LabelOf(Question.Dataset.Code, slicer)];

    /// <summary>A slicer as used in titles: クラスター別, 省庁別.</summary>
    public string WordOf(string slicer) => OwnLabel(slicer) is { } own ? T["level.own", WithinSentence(T[own])] : T["level." + slicer];

    /// <summary>The declaration of <see cref="Lead"/>.</summary>
    public MeasureDeclaration LeadMeasure => Measure(Lead);

    /// <summary>The slicer that regions are compared by.</summary>
    public string Level { get; } = Picks.Regions.Level(Question.Filters, Question.Excluded);

    /// <summary>The level's text key: American states and regions of other countries are not prefectures.</summary>
    public string LevelWord =>
        Level != "prefecture" || Picks.Regions.IsOfJapan ? Level
        : Picks.Regions.IsOfStates ? "state"
        : "region";

    /// <summary>The level as used in titles: 都道府県別, 州別.</summary>
    public string LevelTitle => OwnLabel(Level) is null ? T["level." + LevelWord] : WordOf(Level);

    /// <summary>The name of one region at that level: the slicer's label, or State.</summary>
    public string LevelNoun => OwnLabel(Level) is null && LevelWord is "state" or "region" ? T["noun." + LevelWord] : LabelOf(Level);

    // "State" is lower case within a sentence; "NUTS 2 region" stays as it is.
    private static string WithinSentence(string label) =>
        label is [var first, var second, ..] && char.IsLower(second) ? char.ToLowerInvariant(first) + label[1..] : label;

    private Bilingual? OwnLabel(string slicer) => Answers.Catalog.DatasetOf(Question.Dataset.Code).Slicers.GetValueOrDefault(slicer);

    /// <summary>The page's filters in words, e.g. 西部; null if there are none.</summary>
    public string? Scope =>
        Conditions.Where(c => !c.IsOfYears).Select(c => c.Words).ToList() is { Count: > 0 } words ? string.Join(T["list.comma"], words) : null;

    /// <summary>Every filter that the address sets.</summary>
    public IReadOnlyList<Narrowing> Conditions { get; } = Narrowing.Of(Question, Picks, Answers.Catalog, T);

    /// <summary>The page's years in words: 2010年度, 2008年度以降.</summary>
    public string Period => Question.Period.Name(Years, T);

    /// <summary>
    /// Why a measure has no figure here, or none <paramref name="by"/> these slicers: a slicer does not apply to it, none of its rows has the
    /// attribute that the page is filtered by, or the page is filtered to kinds that it never counts. Null if it has figures.
    /// </summary>
    public string? WhyInapplicable(string measure, params IEnumerable<string> by)
    {
        var declared = Measure(measure);
        var narrowing = Question.Narrowing.Select(name => Answers.Catalog.Slicers[name]).ToList();
        return Told(
                "measure.inapplicable",
                by.Select(name => Answers.Catalog.Slicers[name]).Concat(narrowing).Distinct().Where(s => !s.AppliesTo(declared.Fact))
            )
            ?? Told("measure.unknown", narrowing.Where(s => !Question.Dataset.Known.Has(declared.Fact, s)))
            ?? Told(
                "measure.never",
                narrowing.Where(s => declared.NeverCounts(s, Question.Filters.GetValueOrDefault(s.Name, []), Question.Excluded.GetValueOrDefault(s.Name, [])))
            );

        string? Told(string text, IEnumerable<SlicerDeclaration> slicers) =>
            slicers.Select(s => LabelOf(s.Name)).ToList() is { Count: > 0 } labels ? T[text, T[declared.Label], string.Join(T["list.between"], labels)] : null;
    }

    /// <summary>Notes on where the region of these measures' rows comes from.</summary>
    public IEnumerable<string> RegionNotes(params IEnumerable<string> measures) =>
        measures
            .Select(m => Answers.Catalog.Measures[m].Fact)
            .Select(fact =>
                T[
                    fact == Fact.MeetingAttendance ? "regions.venue"
                    : fact.AddsWithin is not null ? "regions.table"
                    : "regions.address"
                ]
            )
            .Distinct();

    /// <summary>True if the dataset has rows for the measure.</summary>
    public bool Has(string measure) => Question.Dataset.Measures.Contains(measure);

    /// <summary>
    /// A measure with the year before, its target and attainment. A period of several years has no year before, so there the measure is alone.
    /// </summary>
    public IEnumerable<string> WithComparisons(string measure) =>
        Question.Period.IsOneYear ? [measure, $"{measure}.previous", $"{measure}.target", $"{measure}.target_attainment"] : [measure];

    /// <summary>
    /// Asks within the page's filters, for its year or for all years. A measure with parts includes them. By year, all years of the dataset are
    /// requested, so that a year in which nothing happened is 0 in exports too.
    /// </summary>
    public Task<Result> AskAsync(IEnumerable<string> measures, IEnumerable<string>? by = null, bool allYears = false)
    {
        var asked = Question.Ask(Answers.Catalog.WithParts(measures), by, allYears);
        var isAlongYears = allYears && asked.By.Contains(PageQuestion.YearName) && !asked.Ranges.ContainsKey(PageQuestion.YearName);
        return Answers.AnswerAsync(
            isAlongYears && Question.Years is [var last, .., var first]
                ? asked with
                {
                    Ranges = new Dictionary<string, CodeRange>(asked.Ranges) { [PageQuestion.YearName] = new($"{first}", $"{last}") },
                }
                : asked
        );
    }

    private static DatasetDeclaration Declared(PageQuestion question, PageAnswers answers) => answers.Catalog.DatasetOf(question.Dataset.Code);

    /// <summary>Address of the rows behind a measure with the page's filters, for the page's years or another one.</summary>
    public string RowsAddress(string measure, int? year = null) =>
        (year is { } one ? Question.AddressOf(one) : Question.Address).With(MeasureName, measure).At("/rows");
}
