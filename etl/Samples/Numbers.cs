namespace Analytics.Etl.Samples;

/// <summary>
/// Serial numbers as each house gives them: per house, ledger and fiscal year, beginning with 1. Both banks have a 2008-00001.
/// Not thread-safe.
/// </summary>
public sealed class Numbers
{
    private readonly Dictionary<(string House, string Ledger, int Year), int> given = [];

    public string Next(string house, string ledger, int year)
    {
        var number = given[(house, ledger, year)] = given.GetValueOrDefault((house, ledger, year)) + 1;
        return $"{ledger}{year}-{number:D5}";
    }

    /// <summary>Has that bank given out this referral number already?</summary>
    public bool HasGiven(string house, string number) =>
        int.Parse(number[5..], System.Globalization.CultureInfo.InvariantCulture)
        <= given.GetValueOrDefault((house, "", int.Parse(number[..4], System.Globalization.CultureInfo.InvariantCulture)));
}
