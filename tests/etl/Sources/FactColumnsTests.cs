using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Etl.Sources;

/// <summary>Sources that cannot make their fact are refused with file and line, and say what is missing.</summary>
public class FactColumnsTests
{
    [Theory]
    [InlineData(
        "referral_ledger",
        "{name: technical_need, header",
        "{name: wishes, header",
        42,
        "referrals has no column 'wishes'. Allowed: referral_number, referred_date, updated_on,"
    )]
    [InlineData(
        "cluster_list",
        "{name: valid_to, header",
        "{name: ends_on, header",
        14,
        "cluster_validity has no column 'ends_on'. Allowed: cluster, valid_from, valid_to, updated_on."
    )]
    [InlineData(
        "outcome_survey",
        "{name: outcome_date, header",
        "{name: updated_at, header",
        14,
        "The column 'outcome_date', which outcomes needs, is missing."
    )]
    [InlineData(
        "outcome_survey",
        "      verified: [証憑確認",
        "      seen: [証憑確認",
        44,
        "'verification' of outcomes cannot be 'seen'. Allowed: verified, self-reported."
    )]
    [InlineData(
        "referral_ledger",
        "      other: [その他",
        "      else: [その他",
        29,
        "'channel' of referrals cannot be 'else'. Allowed: branch-network, young-executives, exchange-meeting, other."
    )]
    [InlineData(
        "establishments",
        "従業者, employees], type: count",
        "従業者, employees], type: integer",
        17,
        "'employees' of establishments holds integer of 0 or more, which integer is not. Allowed: count."
    )]
    [InlineData("establishments", "industry_revision: 13\n", "", 2, "'industry_revision' is missing.")]
    [InlineData(
        "outcome_survey",
        "key: [outcome_number]",
        "key: [outcome_number, outcome_type]",
        9,
        "What tells rows of outcomes apart is [outcome_number], not [outcome_number, outcome_type]."
    )]
    [InlineData(
        "survey_returns",
        "key: [referral_number, survey_year]",
        "key: [referral_number]",
        9,
        "What tells rows of survey_responses apart is [referral_number, survey_year], not [referral_number]."
    )]
    public void Load_CannotMakeItsFact_IsRefusedWithLineAndReason(string name, string right, string wrong, int line, string reason)
    {
        using var folder = new TemporaryFolder();
        var yaml = EmbeddedText.Read($"Sources/{name}.yaml", typeof(SourceCatalog).Assembly);
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        folder.Write($"{name}.yaml", yaml.Replace(right, wrong, StringComparison.Ordinal));

        var catalog = SourceCatalog.Load(folder.Path);

        Assert.Null(catalog.Find(name));
        Assert.Contains(
            catalog.Faults,
            fault =>
                fault.File.EndsWith($"{name}.yaml", StringComparison.Ordinal)
                && fault.Line == line
                && fault.Message.En.StartsWith(reason, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Load_NoneOfSeveralColumns_SaysWhichWouldDo()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "meetings.yaml",
            """
            name: meetings
            label: {ja: 交流会, en: Meetings}
            description: {ja: 交流会。, en: Meetings.}
            dataset: ledgers
            feeds: [meeting_attendance]
            key: [meeting_number]
            columns:
              - {name: meeting_number, header: 番号, type: identifier, required: true}
              - {name: held_date, header: 日, type: date, required: true}
            """
        );
        var fault = Assert.Single(SourceCatalog.Load(folder.Path).Faults);
        Assert.Equal((8, "meeting_attendance needs one of these columns: corporate_number, company_name."), (fault.Line, fault.Message.En));
    }

    [Fact]
    public void Load_WithoutAColumnThatIsNotRequired_HasTheShorterKey()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "goals.yaml",
            """
            name: goals
            label: {ja: 目標, en: Goals}
            description: {ja: 目標。, en: Goals.}
            dataset: ledgers
            feeds: [targets]
            key: [measure, fiscal_year]
            columns:
              - {name: fiscal_year, header: 年度の列, type: year, required: true}
              - {name: measure, header: 何の目標, type: text, required: true}
              - {name: target_value, header: 値, type: decimal, required: true}
            """
        );
        var catalog = SourceCatalog.Load(folder.Path);
        Assert.Empty(catalog.Faults);
        Assert.Equal(["targets"], catalog.Find("goals")!.Feeds);
    }

    [Fact]
    public void Schema_IsTheOneThatTheFactsMake() =>
        // After a change: dotnet run --project etl -- sources --schema > schema, and take it as etl/Sources/source.schema.json.
        Assert.Equal(SourceSchema.Of(FactCatalog.Product), EmbeddedText.Read("Sources/source.schema.json", typeof(SourceCatalog).Assembly));
}
