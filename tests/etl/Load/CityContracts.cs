namespace Analytics.Tests.Etl.Load;

/// <summary>A source that an installation declares itself: a city's contracts, which are engagements.</summary>
static class CityContracts
{
    public const string Yaml = """
        name: city_contracts
        label: {ja: 市の契約一覧, en: City contracts}
        description: {ja: 市が結んだ契約。, en: Contracts that the city made.}
        dataset: ledgers
        feeds: [engagements]
        key: [engagement_number]
        currency: JPY
        money_unit: 円
        columns:
          - {name: engagement_number, header: 契約番号, type: identifier, required: true}
          - {name: referral_number, header: 紹介番号, type: identifier}
          - {name: company_name, header: 契約先, type: text, required: true}
          - {name: started_date, header: 契約日, type: date, required: true}
          - {name: contract_amount, header: 契約金額, type: money, required: true}
          - {name: engagement_type, header: 方式, type: choice, required: true, choices: {joint-research: [共同], commissioned-research: [委託]}}
        """;

    /// <summary>Declares it in a data folder, as it is or otherwise.</summary>
    public static void Declare(TemporaryFolder folder, string yaml = Yaml) => folder.Overlay("Sources/city_contracts.yaml", yaml);
}
