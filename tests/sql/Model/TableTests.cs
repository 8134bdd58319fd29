using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>
/// The table of measures that users are shown: each name is declared, with the unit and time basis that it has there, but those of facts to come.
/// </summary>
public class TableTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Theory]
    [InlineData(MeasureUnit.Cases, TimeBasis.Cohort, "referrals open_referrals open_over_90_days")]
    [InlineData(MeasureUnit.Companies, TimeBasis.Cohort, "companies_referred")]
    [InlineData(MeasureUnit.Cases, TimeBasis.Event, "stalled_engagements engagements consultations joint_research commissioned_research know_how information")]
    [InlineData(
        MeasureUnit.Currency,
        TimeBasis.Event,
        "contract_amount company_share_amount added_sales added_sales_verified added_sales_self_reported subsidy_amount"
    )]
    [InlineData(
        MeasureUnit.Cases,
        TimeBasis.Event,
        "outcomes patents licences prototypes products new_businesses new_companies model_cases advanced subsidies"
    )]
    [InlineData(MeasureUnit.Companies, TimeBasis.Event, "companies_with_outcome")]
    [InlineData(MeasureUnit.People, TimeBasis.Event, "jobs")]
    [InlineData(MeasureUnit.Percent, TimeBasis.Cohort, "conversion_rate research_conversion_rate commercialisation_rate")]
    [InlineData(MeasureUnit.Percent, TimeBasis.Event, "verified_share")]
    [InlineData(MeasureUnit.Days, TimeBasis.Cohort, "median_days_to_engagement median_days_to_product")]
    [InlineData(MeasureUnit.Years, TimeBasis.Cohort, "median_years_to_development")]
    [InlineData(MeasureUnit.Ratio, TimeBasis.Cohort, "sales_per_contract sales_per_contract_verified sales_per_contract_self_reported")]
    [InlineData(MeasureUnit.Cases, TimeBasis.Event, "patents_granted loans")]
    [InlineData(MeasureUnit.Currency, TimeBasis.Event, "loan_amount investment")]
    public void EveryNameOfTheTable_IsDeclaredWithItsUnitAndTime(MeasureUnit unit, TimeBasis time, string names) =>
        Assert.All(names.Split(' '), name => Assert.Equal((name, unit, time), (name, Catalog.Measures[name].Unit, Catalog.Measures[name].Time)));

    [Fact]
    public void EverySlicerOfTheTable_IsDeclared() =>
        Assert.Superset(
            new HashSet<string>(
                (
                    "fiscal_year quarter month area prefecture subregion municipality programme sponsor cluster industry_division industry_group technology_field channel bank branch agreement "
                    + "institute unit engagement_type research_stage outcome_type company_size verification"
                ).Split(' ')
            ),
            Catalog.Slicers.Keys.ToHashSet()
        );
}
