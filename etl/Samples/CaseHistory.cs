namespace Analytics.Etl.Samples;

/// <summary>What follows from one referral: states, engagements and outcomes, with log-normal lags, cut off where the ledgers end.</summary>
internal sealed class CaseHistory
{
    private static readonly string[] Stages = ["第1種基礎研究", "第2種基礎研究", "製品化研究"];

    private readonly Draw draw;
    private readonly Funnel funnel;
    private readonly Institute institute;
    private readonly DateOnly referred;
    private readonly Numbers numbers;
    private readonly Bank bank;
    private readonly string thing;
    private readonly List<Step> steps = [];
    private readonly List<Engagement> engagements = [];
    private readonly List<Outcome> outcomes = [];

    public CaseHistory(Draw draw, Funnel funnel, Institute institute, DateOnly referred, Numbers numbers, Bank bank, string thing)
    {
        (this.draw, this.funnel, this.institute, this.referred, this.numbers, this.bank, this.thing) = (
            draw,
            funnel,
            institute,
            referred,
            numbers,
            bank,
            thing
        );
        steps.Add(new Step(referred, "受付"));
        if (draw.Chance(funnel.Engages))
            Engage();
        else
            TurnDown();
        if (draw.Chance(0.07))
            Finance(OutcomeTypes.Loan, referred.AddDays(draw.Days(240, 0.7)), draw.LogNormal(18_000, 0.7));
    }

    public IReadOnlyList<Step> Steps => [.. steps.Where(step => step.Date <= FiscalYears.Closing)];

    public IReadOnlyList<Engagement> Engagements => engagements;

    public IReadOnlyList<Outcome> Outcomes => outcomes;

    /// <summary>No engagement: information at most, then declined, withdrawn, or still waiting.</summary>
    private void TurnDown()
    {
        var heard = After(referred, 14, 0.8);
        if (draw.Chance(0.45))
        {
            steps.Add(new Step(heard, "対応中"));
            var end = Start(EngagementTypes.Information, heard, 10, out _);
            steps.Add(new Step(After(end, 40, 0.7), draw.Chance(0.6) ? "完了" : "不成立"));
            return;
        }
        var way = draw.Weighted([0.45, 0.20, 0.20, 0.15]);
        if (way == 3)
            return;
        steps.Add(new Step(heard, "対応中"));
        if (way == 0)
            steps.Add(new Step(After(heard, 110, 0.7), "不成立"));
        if (way == 1)
            steps.Add(new Step(After(heard, 70, 0.8), "辞退"));
    }

    private void Engage()
    {
        steps.Add(new Step(After(referred, 6, 0.6), "対応中"));
        if (draw.Chance(0.15))
            Start(EngagementTypes.Information, After(referred, 10, 0.6), 5, out _);
        var first = After(referred, funnel.Wait, 0.85);
        if (steps[^1].Date > first)
            steps.RemoveAt(steps.Count - 1);
        steps.Add(new Step(first, "連携中"));
        var end = Start(draw.Chance(0.9) ? EngagementTypes.Consultation : EngagementTypes.KnowHow, first, draw.Chance(0.3) ? 1 : 35, out _);
        if (draw.Chance(0.25))
            end = Later(end, Start(EngagementTypes.Consultation, After(end, 60, 0.8), 25, out _));
        if (draw.Chance(0.04))
        {
            steps.Add(new Step(After(end, 30, 0.7), "辞退"));
            return;
        }
        var engaged = engagements.FindLast(engagement => engagement.Type != EngagementTypes.Information);
        if (draw.Chance(funnel.Research))
            end = Later(end, Research(first));
        else if (draw.Chance(0.05))
            Commercialise(After(end, 260, 0.5), engaged?.Number);
        if (draw.Chance(0.05))
            Finance(OutcomeTypes.Investment, After(end, 200, 0.6), draw.LogNormal(15_000, 0.9));
        if (draw.Chance(0.88))
            steps.Add(new Step(After(end, 45, 0.7), "完了"));
    }

    private DateOnly Research(DateOnly first)
    {
        var start = After(first, 120, 0.6);
        var type = draw.Chance(0.6) ? EngagementTypes.JointResearch : EngagementTypes.CommissionedResearch;
        var end = Start(type, start, type == EngagementTypes.JointResearch ? 400 : 200, out var number);
        if (draw.Chance(0.22))
            end = Later(end, Start(EngagementTypes.JointResearch, After(end, 50, 0.5), 365, out _));
        if (draw.Chance(0.25))
        {
            var filed = After(start, 330, 0.5);
            Report(OutcomeTypes.PatentFiled, filed, draw.Chance(0.15) ? 2 : 1, "件", number, "出願");
            if (draw.Chance(0.5))
                Report(OutcomeTypes.PatentGranted, After(filed, 750, 0.3), 1, "件", number, "登録");
            if (draw.Chance(0.2))
                Report(OutcomeTypes.Licence, After(filed, 300, 0.5), 1, "件", number, "実施許諾契約");
        }
        if (!draw.Chance(funnel.Prototype))
            return end;
        var made = After(start, 230, 0.5);
        Report(OutcomeTypes.Prototype, made, draw.Chance(0.2) ? null : 1, "件", number, "試作");
        if (draw.Chance(funnel.Product))
            Commercialise(After(made, 210, 0.5), number);
        return end;
    }

    /// <summary>A product; added sales in the one to four years after it, jobs, investment, and now and then a new business.</summary>
    private void Commercialise(DateOnly launched, string? engagement)
    {
        var model = draw.Chance(0.18);
        Report(OutcomeTypes.Product, launched, 1, "件", engagement, "製品の発売", model);
        if (draw.Chance(funnel.Sales))
        {
            var yearly = Math.Clamp(draw.LogNormal(9_000 * funnel.Money, 0.95), 1_000, 160_000);
            // Added sales are those of a fiscal year: known, and dated, on its last day.
            var first = FiscalYears.Of(After(launched, 200, 0.5));
            var years = draw.Between(1, 4);
            for (var year = first; year < first + years; year++)
            {
                Report(OutcomeTypes.Sales, FiscalYears.End(year), Math.Min(200_000, (int)yearly / 10 * 10), "千円", engagement, "増収");
                yearly = Math.Max(1_000, yearly * (0.7 + 0.7 * draw.Unit()));
            }
        }
        if (draw.Chance(0.45))
        {
            var people = draw.Chance(0.14) ? -draw.Between(1, 4) : draw.Between(1, 9);
            Report(OutcomeTypes.Jobs, After(launched, 260, 0.5), people, "人", engagement, people < 0 ? "人員の減少" : "採用");
        }
        if (draw.Chance(0.3))
            Finance(OutcomeTypes.Investment, After(launched, 120, 0.7), draw.LogNormal(24_000, 0.8));
        if (draw.Chance(0.16))
            Report(OutcomeTypes.NewBusiness, After(launched, 180, 0.6), 1, "件", engagement, "新事業の開始");
        if (draw.Chance(0.06))
            Report(OutcomeTypes.NewCompany, After(launched, 220, 0.6), 1, "件", engagement, "新会社の設立");
    }

    private void Finance(string type, DateOnly date, double thousands) =>
        Report(type, date, Math.Clamp((int)thousands / 500 * 500, 1_000, 300_000), "千円", null, type == OutcomeTypes.Loan ? "事業資金" : "設備の導入");

    private void Report(string type, DateOnly date, int? value, string unit, string? engagement, string what, bool model = false)
    {
        // Draws happen whether or not the event falls within the ledgers, so that the cut-off changes nothing else.
        var verified = draw.Chance(type is OutcomeTypes.Sales or OutcomeTypes.Loan ? 0.62 : 0.42);
        if (date > FiscalYears.Closing)
            return;
        outcomes.Add(
            new Outcome(numbers.Next(bank.Code, "S", FiscalYears.Of(date)), engagement, type, date, value, unit, verified, model, $"{thing}に関する{what}")
        );
    }

    /// <summary>Records an engagement, if it starts within the ledgers, and returns the day on which it ends.</summary>
    private DateOnly Start(string type, DateOnly start, int length, out string? number)
    {
        var research = type is EngagementTypes.JointResearch or EngagementTypes.CommissionedResearch;
        var planned = start.AddDays(length <= 1 ? 0 : draw.Days(length, 0.35));
        var late = draw.Chance(0.10) ? draw.Days(90, 0.6) : 0;
        var cancelled = draw.Chance(research ? 0.05 : 0.01);
        var (amount, share) = Money(type);
        var stage = research ? Stages[draw.Weighted([0.2, 0.45, 0.35])] : null;
        var unit = draw.Pick(institute.Units);
        number = null;
        if (start > FiscalYears.Closing)
            return planned;
        number = numbers.Next(institute.Code, institute.Prefix, FiscalYears.Of(start));
        var end = cancelled ? start.AddDays((planned.DayNumber - start.DayNumber) / 2) : planned.AddDays(late);
        List<Step> states = [new Step(start, "実施中")];
        if (end <= FiscalYears.Closing)
            states.Add(new Step(end, cancelled ? "中止" : "完了"));
        engagements.Add(new Engagement(number, institute, unit, type, stage, start, planned, amount, share, states));
        return end;
    }

    private (int? Amount, int? Share) Money(string type)
    {
        double amount = type switch
        {
            EngagementTypes.JointResearch => Math.Clamp(draw.LogNormal(2_900, 0.55), 1_000, 10_000),
            EngagementTypes.CommissionedResearch => Math.Clamp(draw.LogNormal(1_500, 0.55), 500, 5_000),
            EngagementTypes.KnowHow => Math.Clamp(draw.LogNormal(300, 0.6), 50, 1_500),
            _ => 0,
        };
        var percent = draw.Between(6, 20) * 5;
        var known = draw.Chance(0.88);
        var noted = draw.Chance(0.5);
        if (amount == 0)
            return (noted ? 0 : null, null);
        var rounded = (int)amount / 10 * 10;
        return (rounded, known ? rounded * percent / 100 : null);
    }

    private DateOnly After(DateOnly date, double median, double sigma) => FiscalYears.NextOpen(date.AddDays(draw.Days(median, sigma)));

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
}
