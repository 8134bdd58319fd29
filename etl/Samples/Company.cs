namespace Analytics.Etl.Samples;

/// <summary>How a company writes its legal form, and on which side of its name.</summary>
public enum LegalForm
{
    KabushikiBefore,
    KabushikiAfter,
    YugenBefore,
    YugenAfter,
}

/// <summary>
/// A fictitious company. It is a function of the seed and its serial number alone, so that a later referral of the same company needs
/// nothing remembered. <paramref name="CorporateNumber"/> has a valid check digit but an office code (99xx) that no registry has;
/// null for the companies of which the bank never noted it. <paramref name="Capital"/> is in thousands of yen.
/// </summary>
public sealed record Company(
    int Serial,
    string Stem,
    string Kana,
    LegalForm Form,
    string? CorporateNumber,
    Place Place,
    string Street,
    Industry Industry,
    string IndustryCode,
    int Employees,
    int? Capital,
    DateOnly? Founded
)
{
    public static Company At(ulong seed, int serial, double smallTown)
    {
        var draw = new Draw(seed, Streams.Company, (ulong)serial);
        var place = draw.Chance(smallTown) ? Places.Small : Places.In((SubRegion)draw.Weighted([0.45, 0.30, 0.25]), draw);
        var industry = Industries.In(place.SubRegion, draw);
        var ending = draw.Pick(industry.Endings);
        var (stem, kana) = CompanyNames.Stem(seed, serial);
        var employees = Math.Clamp((int)draw.LogNormal(42, 1.15), 2, 2_800);
        var founded = new DateOnly(draw.Between(1936, 2006), draw.Between(1, 12), draw.Between(1, 28));
        return new Company(
            serial,
            stem + ending.Word,
            kana + ending.Kana,
            draw.Chance(employees < 30 ? 0.30 : 0.05)
                ? draw.Chance(0.6)
                    ? LegalForm.YugenBefore
                    : LegalForm.YugenAfter
                : draw.Chance(0.6)
                    ? LegalForm.KabushikiBefore
                    : LegalForm.KabushikiAfter,
            draw.Chance(0.93) ? CorporateNumberOf(serial) : null,
            place,
            $"架空台{draw.Between(1, 9)}丁目{draw.Between(1, 40)}-{draw.Between(1, 30)}",
            industry,
            draw.Pick(industry.Codes),
            employees,
            draw.Chance(0.96) ? Round(draw.LogNormal(employees * 300, 0.6)) : null,
            draw.Chance(0.94) ? founded : null
        );
    }

    public string Address(Place place) => "静岡県" + place.Name + Street;

    /// <summary>A company's corporate number: nine minus the weighted digit sum mod nine, then twelve digits.</summary>
    private static string CorporateNumberOf(int serial)
    {
        // 99,999,989 is prime, so that neighbours lie far apart and no number repeats below it.
        var digits = $"9901{serial * 7_368_787L % 99_999_989:D8}";
        var sum = 0;
        for (var n = 1; n <= 12; n++)
            sum += (digits[12 - n] - '0') * (n % 2 == 1 ? 1 : 2);
        return $"{9 - sum % 9}{digits}";
    }

    private static int Round(double capital)
    {
        var step = capital switch
        {
            < 10_000 => 1_000,
            < 50_000 => 5_000,
            _ => 10_000,
        };
        return Math.Max(3_000, (int)(capital / step) * step);
    }
}
