namespace Analytics.Tests.Etl.Load;

/// <summary>Rows as the two open-data sources publish them.</summary>
static class OpenData
{
    /// <summary>Header of the SBIR awards.</summary>
    public const string Awards =
        "award_year,program,phase,agency,branch,agency_tracking_num,contract_num,solicit_year,solicit_topic_code,comp_name,comp_duns,comp_hubzone,comp_wom_owned,comp_social,comp_address,award_amount,title,ri_name,url";

    /// <summary>Header of the Miyagi subsidies; rows as <c>1,1000020042021,石巻市,介護扶助費等国庫負担金,2000000,2023-08-01</c>.</summary>
    public const string Subsidies = ",corporate_number,name,subsidy_title,amount,date_of_approval";

    /// <summary>One award, of phase I or II.</summary>
    public static string Award(int year, string phase, string agency, string company, string address, int amount, int number) =>
        $"{year},SBIR,Phase {phase},Department of {agency},N/A,T{number},C{number},{year - 1},N/A,{company},{number},N,N,N,\"1 Main St, {address}\",{amount}.0,Title,,https://www.sbir.gov/sbirsearch/detail/{number}";
}
