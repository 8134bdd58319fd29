using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// What a reader wants to know, whole: the question of the address, the members it may name, the reader's language and where answers come from. Pages and plots
/// compose their visuals from it, so that the same address gives the same figures on both; its texts have the dataset's own words. Immutable.
/// </summary>
public sealed record Inquiry(PageQuestion Question, Picks Picks, Texts T, PageAnswers Answers, AgreementDays AgreementBook)
{
    /// <summary>The parameter that names the measure of the pictures.</summary>
    public const string MeasureName = "measure";

    /// <summary>Reads an address and asks which members the dataset has.</summary>
    /// <exception cref="QueryException">The address names what the dataset does not have.</exception>
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

    // A measure that this dataset lacks may have come along from another one; one that nobody has is a mistake.
    private static QueryFault? FaultOf(PageQuestion question, ModelCatalog catalog) =>
        question.Address.First(MeasureName) is { } asked && !catalog.Measures.ContainsKey(asked)
            ? new(MeasureName, asked, new("そのような指標はありません。", "There is no such measure."), question.Dataset.Measures)
            : null;

    /// <summary>How the dataset's years are named.</summary>
    public FiscalYears Years { get; } = new(Question.Dataset.Calendar.StartMonth, T.Language);

    /// <summary>The measures on the cards: those that the dataset declares and has; the one that it opens with where it has none of them.</summary>
    public IReadOnlyList<string> Cards { get; } =
    [.. Declared(Question, Answers).Cards.Where(Question.Dataset.Measures.Contains).DefaultIfEmpty(DefaultLead(Question.Dataset, Answers.Catalog))];

    /// <summary>The measure that headline and pictures are about: the one that the address names, else what the dataset is there for.</summary>
    public string Lead { get; } =
        Question.Address.First(MeasureName) is { } asked && Question.Dataset.Measures.Contains(asked) ? asked : DefaultLead(Question.Dataset, Answers.Catalog);

    /// <summary>The count of the cases behind every figure; null where the dataset has none that it declares.</summary>
    public string? Cases { get; } = Declared(Question, Answers).Cases.FirstOrDefault(Question.Dataset.Measures.Contains);

    /// <summary>The dataset is about referrals and what became of them.</summary>
    public bool IsOfReferrals => Cases == "referrals";

    /// <summary>
    /// The measure that is meant where an address names none: what the dataset is there for, else the first that has rows (of stocks, 0 tells nothing
    /// of a source without states).
    /// </summary>
    public static string DefaultLead(DatasetSummary dataset, ModelCatalog catalog) =>
        catalog.DatasetOf(dataset.Code).Lead.FirstOrDefault(dataset.Measures.Contains)
        ?? dataset.Measures.FirstOrDefault(name => catalog.Measures[name].Kind != MeasureKind.Stock)
        ?? dataset.Measures[0];

    /// <summary>A measure, in the dataset's words.</summary>
    public MeasureDeclaration Measure(string name) => Answers.Catalog.MeasureOf(Question.Dataset.Code, name);

    /// <summary>A slicer's label, in the dataset's words.</summary>
    public string LabelOf(string slicer) => T[Answers.Catalog.LabelOf(Question.Dataset.Code, slicer)];

    /// <summary>A slicer as titles name it: クラスター別, 省庁別.</summary>
    public string WordOf(string slicer) => OwnLabel(slicer) is { } own ? T["level.own", WithinSentence(T[own])] : T["level." + slicer];

    /// <summary>The declaration of <see cref="Lead"/>.</summary>
    public MeasureDeclaration LeadMeasure => Measure(Lead);

    /// <summary>The slicer by which regions are compared.</summary>
    public string Level { get; } = Picks.Regions.Level(Question.Filters, Question.Excluded);

    /// <summary>The level in words: American states, and regions of other countries, are no prefectures.</summary>
    public string LevelWord =>
        Level != "prefecture" || Picks.Regions.IsOfJapan ? Level
        : Picks.Regions.IsOfStates ? "state"
        : "region";

    /// <summary>The level as titles name it: 都道府県別, 州別.</summary>
    public string LevelTitle => OwnLabel(Level) is null ? T["level." + LevelWord] : WordOf(Level);

    /// <summary>What one row of the regions is called: the slicer's label, or State.</summary>
    public string LevelNoun => OwnLabel(Level) is null && LevelWord is "state" or "region" ? T["noun." + LevelWord] : LabelOf(Level);

    // State is written state within a sentence, NUTS 2 region as it is.
    private static string WithinSentence(string label) =>
        label is [var first, var second, ..] && char.IsLower(second) ? char.ToLowerInvariant(first) + label[1..] : label;

    private Bilingual? OwnLabel(string slicer) => Answers.Catalog.DatasetOf(Question.Dataset.Code).Slicers.GetValueOrDefault(slicer);

    /// <summary>What the page is narrowed to, e.g. 西部; null where to nothing.</summary>
    public string? Scope =>
        Conditions.Where(c => !c.IsOfYears).Select(c => c.Words).ToList() is { Count: > 0 } words ? string.Join(T["list.comma"], words) : null;

    /// <summary>Everything to which the address narrows the page.</summary>
    public IReadOnlyList<Narrowing> Conditions { get; } = Narrowing.Of(Question, Picks, Answers.Catalog, T);

    /// <summary>The page's years in words: 2010年度, 2008年度以降.</summary>
    public string Period => Question.Period.Name(Years, T);

    /// <summary>
    /// Why a measure has no figure here, or not <paramref name="by"/> these slicers: some do not apply to it, no row of it knows what the page is
    /// narrowed by, or the
    /// page is narrowed to kinds that it never counts. Null where all is well.
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

    /// <summary>Where the region of these measures' rows comes from.</summary>
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

    /// <summary>True where the dataset has rows of that measure.</summary>
    public bool Has(string measure) => Question.Dataset.Measures.Contains(measure);

    /// <summary>
    /// A measure, and beside it the year before, its target and how far that is reached: of one year, since several have no year before them.
    /// </summary>
    public IEnumerable<string> WithComparisons(string measure) =>
        Question.Period.IsOneYear ? [measure, $"{measure}.previous", $"{measure}.target", $"{measure}.target_attainment"] : [measure];

    /// <summary>
    /// Asks within the page's filters: for its year, or for all years. A measure that is made of parts brings them. By year, all years of the dataset
    /// are named, so
    /// that one in which nothing happened is a 0 in the files too.
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

    /// <summary>Where the rows of a measure stand, narrowed as the page is: of its years, or of another one.</summary>
    public string RowsAddress(string measure, int? year = null) =>
        (year is { } one ? Question.AddressOf(one) : Question.Address).With(MeasureName, measure).At("/rows");
}
