using Analytics.Etl.Samples.Files;

namespace Analytics.Etl.Samples;

/// <summary>
/// Establishments and employees of every year, municipality and industry of the samples, as a census tabulates them: more where the samples'
/// companies are, a little
/// fewer each year. A municipality is the one of 1 October; where there is no establishment, there is no row.
/// </summary>
public static class EstablishmentTable
{
    private const double PerWeight = 0.45,
        ShrinkingBy = 0.985;

    public static LedgerFile Write(string root, ulong seed)
    {
        var file = new CsvLedger(
            root,
            $"{CouncilSheets.Owner}/事業所・従業者数_2007-2012年.csv",
            new Layout(["年", "地域コード", "産業分類", "事業所数", "従業者数"]),
            LedgerEncodings.Utf8,
            DateStyle.Slashes,
            "事業所・従業者数（試料用の仮の値、日本標準産業分類第13回改定の中分類）"
        );
        var draw = new Draw(seed, Streams.Establishments, 0);
        var ground = Places
            .All.SelectMany(place =>
                Industries.All.Select(industry =>
                    (
                        Place: place,
                        industry.Group,
                        First: Math.Max(1, place.Weight) * industry.Shares[(int)place.SubRegion] * PerWeight * draw.LogNormal(1, 0.25),
                        Size: draw.LogNormal(16, 0.4)
                    )
                )
            )
            .ToList();
        var (trend, counted) = (1.0, 0);
        foreach (var year in FiscalYears.All)
        {
            foreach (
                var row in ground
                    .GroupBy(part => (Code: part.Place.At(new(year, 10, 1)).Municipality, part.Group))
                    .OrderBy(row => row.Key.Code, StringComparer.Ordinal)
                    .ThenBy(row => row.Key.Group, StringComparer.Ordinal)
            )
                if ((counted = (int)(row.Sum(part => part.First) * trend)) > 0)
                    file.Write([
                        Cell.Number(year),
                        Cell.Code(row.Key.Code),
                        Cell.Code(row.Key.Group),
                        Cell.Number(counted),
                        Cell.Number((int)(counted * row.Average(part => part.Size))),
                    ]);
            trend *= ShrinkingBy;
        }

        return file;
    }
}
