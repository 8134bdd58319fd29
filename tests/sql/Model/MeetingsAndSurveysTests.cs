using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>Figures of exchange meetings and survey returns, worked out by hand.</summary>
public class MeetingsAndSurveysTests(PostgresFixture postgres)
{
    [Fact, WorkedByHand("meetings meeting_companies")]
    public async Task Meetings_AndTheirCompanies_CountOnceAtEveryTotal()
    {
        await using var star = await Star.CreateAsync(postgres);
        // M1 in Hamamatsu with companies 1, 2 and one that nobody named; M2 in Numazu with 1 and an unmatched one; M3 a year later with 2.
        await star.AttendanceAsync(20080520, "M1", company: 1, participants: 3, consultations: 1);
        await star.AttendanceAsync(20080520, "M1", company: 2);
        await star.AttendanceAsync(20080520, "M1", company: -1, matched: false);
        await star.AttendanceAsync(20081111, "M2", company: 1, region: "22203");
        await star.AttendanceAsync(20081111, "M2", company: 77, matched: false, region: "22203");
        await star.AttendanceAsync(20090701, "M3", company: 2, institute: "pref");
        await star.AttendanceAsync(20130401, "M4", company: 9); // after data_through
        await star.PublishAsync();

        Assert.Equal("2008: 2 3\n2009: 1 1\ntotal: 3 3", await star.RowsAsync("meetings meeting_companies", "fiscal_year"));
        Assert.Equal(
            "22-east: 1 2\n22-west: 2 2\ntotal: 3 3",
            await star.RowsAsync("meetings meeting_companies", "subregion", "subregion=22-west subregion=22-east")
        );
        Assert.Equal("aist: 2 3\npref: 1 1\ntotal: 3 3", await star.RowsAsync("meetings meeting_companies", "institute"));
        Assert.Equal("2008-05: 1 2\ntotal: 1 2", await star.RowsAsync("meetings meeting_companies", "month", "month=2008-05"));
        // Which companies are unmatched bears on the count of companies, not on that of meetings.
        var answer = await star.AskAsync("meetings meeting_companies");
        Assert.Equal([MeasureUnit.Meetings, MeasureUnit.Companies], answer.Measures.Select(measure => measure.Unit));
        Assert.Equal(
            "Companies at meetings: 1 unmatched, each counted as a company of its own.",
            Assert.Single(answer.Notes, note => note.Code == "unmatched").Text.En
        );
    }

    [Fact]
    public async Task Meetings_BySlicersThatTheyLack_AreNotApplicable()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, clusters: "photon-valley");
        await star.AttendanceAsync(20080520, "M1");
        await star.PublishAsync();

        Assert.Equal(
            ": 1 NotApplicable NotApplicable\ntotal: 1 NotApplicable NotApplicable",
            await star.RowsAsync("referrals meetings meeting_companies", filters: "bank=0149")
        );
        Assert.Equal(": 1 NotApplicable\ntotal: 1 NotApplicable", await star.RowsAsync("referrals meetings", filters: "cluster=photon-valley"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await star.RowsAsync("meetings", filters: "company_size=1-20"));
    }

    [Fact, WorkedByHand("referrals_from_meetings")]
    public async Task ReferralsFromMeetings_CountsTheChannel()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ReferralAsync(20080501, channel: "exchange-meeting");
        await star.ReferralAsync(20090501, channel: "exchange-meeting");
        await star.ReferralAsync(20080501, channel: "branch-network");
        await star.ReferralAsync(20080501, channel: "unknown");
        await star.PublishAsync();

        Assert.Equal(
            "2008: 1 3\n2009: 1 1\ntotal: 2 4",
            await star.RowsAsync("referrals_from_meetings referrals", "fiscal_year", "fiscal_year=2008 fiscal_year=2009")
        );
    }

    [Fact, WorkedByHand("survey_response_rate")]
    public async Task SurveyResponseRate_AnswersOfTheFormsSent_BySurveyYear()
    {
        await using var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20070901, region: "22131", clusters: "photon-valley pharma-valley");
        var east = await star.ReferralAsync(20070901, region: "22203", bank: "0150", branch: "001");
        // FY2008: of four forms sent three came back with an answer; one was not sent. FY2009: one of two.
        await star.SurveyAsync(2008, "outcome", west);
        await star.SurveyAsync(2008, "no-outcome", east);
        await star.SurveyAsync(2008, "no-outcome", west);
        await star.SurveyAsync(2008, "unanswered", east);
        await star.SurveyAsync(2008, "unanswered", east, sent: false);
        await star.SurveyAsync(2009, "outcome", west);
        await star.SurveyAsync(2009, "unknown", east); // came back, but nobody noted with what
        await star.PublishAsync();

        Assert.Equal("2008: 75\n2009: 50\ntotal: 66.6667", await star.RowsAsync("survey_response_rate", "fiscal_year", "fiscal_year=2008 fiscal_year=2009"));
        Assert.Equal("0149: 100\n0150: 33.3333\ntotal: 66.6667", await star.RowsAsync("survey_response_rate", "bank"));
        Assert.Equal(
            "22-east: 33.3333\n22-west: 100\ntotal: 66.6667",
            await star.RowsAsync("survey_response_rate", "subregion", "subregion=22-west subregion=22-east")
        );
        // Both clusters of the western referral, none of the eastern one's.
        Assert.Equal(
            "photon-valley: 100\npharma-valley: 100\nnone: 33.3333\ntotal: 66.6667",
            await star.RowsAsync("survey_response_rate", "cluster", "cluster=photon-valley cluster=pharma-valley cluster=none")
        );
        var parts = (await star.AskAsync("survey_response_rate", filters: "fiscal_year=2008")).Totals[0].Parts!;
        Assert.Equal((3L, 4L), (parts.Part, parts.Base));
    }

    [Fact]
    public async Task SurveyResponseRate_OfWhichOnlyTheYearIsKnown_HasNoMonths()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.SurveyAsync(2008, "outcome", await star.ReferralAsync(20080501));
        await star.PublishAsync();

        Assert.Equal("not-applicable: NotApplicable\ntotal: 100", await star.RowsAsync("survey_response_rate", "month"));
    }
}
