using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>The answer in words, in both languages.</summary>
public class HeadlineTests
{
    private static Cell Of(decimal? value) => value is null ? Cell.NoData : new(value, CellState.Value);

    private static string Write(
        string language,
        decimal? now,
        decimal? before,
        decimal? target,
        string? scope = null,
        CellState state = CellState.Value,
        int startMonth = 4,
        MeasureUnit unit = MeasureUnit.Cases
    ) =>
        string.Concat(
            new Headline
            {
                Subject = language == "en" ? "Outcomes" : "成果",
                Years = new FiscalYears(startMonth, language),
                Year = 2010,
                Scope = scope,
                Unit = unit,
                Scale = FigureScale.For(unit, "JPY", language, 0),
                Now = now is null ? Cell.NoData : new(now, state),
                Before = Of(before),
                Target = Of(target),
                Through = new DateOnly(2010, 9, 30),
                FinalOn = new DateOnly(2012, 3, 30),
            }
                .Sentence(Texts.Of(language))
                .Select(p => p.IsEmphasised ? $"[{p.Text}]" : p.Text)
        );

    [Theory]
    [InlineData(
        167,
        138,
        150,
        "2010年度の成果は [167件]、前年度より29件増え、目標を11%上回りました。",
        "Outcomes in FY2010 came to [167], 29 more than the year before and 11% above target."
    )]
    [InlineData(
        120,
        138,
        150,
        "2010年度の成果は [120件]、前年度より18件減り、目標を20%下回りました。",
        "Outcomes in FY2010 came to [120], 18 fewer than the year before and 20% below target."
    )]
    [InlineData(
        160,
        138,
        200,
        "2010年度の成果は [160件]、前年度より22件増えたものの、目標を20%下回りました。",
        "Outcomes in FY2010 came to [160], 22 more than the year before but 20% below target."
    )]
    [InlineData(
        130,
        138,
        100,
        "2010年度の成果は [130件]、前年度より8件減ったものの、目標を30%上回りました。",
        "Outcomes in FY2010 came to [130], 8 fewer than the year before but 30% above target."
    )]
    [InlineData(
        150,
        150,
        150,
        "2010年度の成果は [150件]、前年度と同じで、目標どおりでした。",
        "Outcomes in FY2010 came to [150], the same as the year before and exactly on target."
    )]
    [InlineData(167, 138, null, "2010年度の成果は [167件]、前年度より29件増えました。", "Outcomes in FY2010 came to [167], 29 more than the year before.")]
    [InlineData(167, null, 150, "2010年度の成果は [167件]、目標を11%上回りました。", "Outcomes in FY2010 came to [167], 11% above target.")]
    [InlineData(167, null, null, "2010年度の成果は [167件]でした。", "Outcomes in FY2010 came to [167].")]
    [InlineData(
        5,
        4,
        7,
        "2010年度の成果は [5件]、前年度より1件増えたものの、目標を2件下回りました。",
        "Outcomes in FY2010 came to [5], 1 more than the year before but 2 below target."
    )]
    public void Sentence_FromFigures_SaysHowTheYearWas(int now, int? before, int? target, string ja, string en)
    {
        Assert.Equal(ja, Write("ja", now, before, target));
        Assert.Equal(en, Write("en", now, before, target));
    }

    [Fact]
    public void Sentence_ThatPraises_NamesTheTargetsThatWereMissedInAPieceOfItsOwn()
    {
        Headline Of(string language, int now) =>
            new()
            {
                Subject = "成果",
                Years = new FiscalYears(4, language),
                Year = 2010,
                Unit = MeasureUnit.Cases,
                Scale = FigureScale.For(MeasureUnit.Cases, "JPY", language, 0),
                Now = new(now, CellState.Value),
                Target = new(150, CellState.Value),
                Missed = ["紹介件数（91.1%）", "目標のある3地域のうち2地域"],
            };

        var ja = Of("ja", 167).Sentence(Texts.Of("ja"));

        Assert.Equal(
            ["2010年度の成果は ", "167件", "、目標を11%上回りました。", "ただし、紹介件数（91.1%）、目標のある3地域のうち2地域は、目標に届きませんでした。"],
            ja.Select(p => p.Text)
        );
        Assert.Equal([false, false, false, true], ja.Select(p => p.IsReservation));
        Assert.Equal(" Below target, however: 紹介件数（91.1%） and 目標のある3地域のうち2地域.", Of("en", 167).Sentence(Texts.Of("en"))[^1].Text);
        // What was itself missed praises nothing.
        Assert.DoesNotContain(Of("ja", 149).Sentence(Texts.Of("ja")), p => p.IsReservation);
    }

    [Fact]
    public void Sentence_OfARate_ComparesInPoints()
    {
        Assert.Equal("2010年度の成果は [72.9%]、前年度より0.8ポイント低くなりました。", Write("ja", 72.9m, 73.7m, null, unit: MeasureUnit.Percent));
        Assert.Equal(
            "Outcomes in FY2010 came to [72.9%], 1.2 points higher than the year before but 9% below target.",
            Write("en", 72.9m, 71.7m, 80, unit: MeasureUnit.Percent)
        );
    }

    [Fact]
    public void Sentence_RunningYear_IsNotCompared()
    {
        Assert.Equal(
            "2010年度の成果は、2010-09-30までで [80件]です。年度の途中のため、前年度や目標との比較はまだ行いません。",
            Write("ja", 80, 138, 150, state: CellState.Provisional)
        );
        Assert.Equal(
            "Outcomes in FY2010 came to [80] so far. The year is not over, so it is not yet compared with the year before or the target.",
            Write("en", 80, 138, 150, state: CellState.Provisional)
        );
    }

    [Fact]
    public void Sentence_OfATime_IsLongerOrShorter()
    {
        Assert.Equal("2010年度の成果は [60日]、前年度より7日長くなりました。", Write("ja", 60, 53, null, unit: MeasureUnit.Days));
        Assert.Equal(
            "Outcomes in FY2010 came to [60 days], 7 days shorter than the year before but 20% above target.",
            Write("en", 60, 67, 50, unit: MeasureUnit.Days)
        );
    }

    [Fact]
    public void Sentence_OfAnObservationPeriodThatIsNotOver_IsNotComparedAndSaysWhenItIsFinal()
    {
        Assert.Equal(
            "2010年度の成果は [57.4%]です。2012-03-30に確定するため、前年度や目標との比較はまだ行いません。",
            Write("ja", 57.4m, 75.9m, 60, state: CellState.Immature, unit: MeasureUnit.Percent)
        );
        Assert.Equal(
            "Outcomes in FY2010 came to [57.4%] so far. It is final on 2012-03-30; until then it is not compared with the year before or the target.",
            Write("en", 57.4m, 75.9m, 60, state: CellState.Immature, unit: MeasureUnit.Percent)
        );
        Assert.Equal("2010年度の成果は [1.25倍]、前年度より0.17倍低くなりました。", Write("ja", 1.25m, 1.42m, null, unit: MeasureUnit.Ratio));
    }

    [Fact]
    public void Sentence_CalendarYears_AreNoFiscalYears()
    {
        Assert.Equal("2010年の成果は [167件]、前年より29件増えました。", Write("ja", 167, 138, null, startMonth: 1));
        Assert.Equal(
            "2010年の成果は、2010-09-30までで [80件]です。年の途中のため、前年や目標との比較はまだ行いません。",
            Write("ja", 80, 138, null, state: CellState.Provisional, startMonth: 1)
        );
    }

    [Fact]
    public void Sentence_FilteredOrEmpty_SaysSo()
    {
        Assert.Equal("2010年度の成果（西部）は [0件]でした。", Write("ja", 0, null, null, scope: "西部"));
        Assert.Equal("2010年度の成果のデータはまだありません。", Write("ja", null, null, null));
    }
}
