using Analytics.Etl.Samples.Files;
using static Analytics.Etl.Samples.ReferralColumns;

namespace Analytics.Etl.Samples;

/// <summary>The faults that a row of a referral ledger can have.</summary>
internal static class ReferralFaults
{
    /// <summary>At most one fault in the row. <paramref name="only"/>: the referral has no other row, so that a rejection takes it out whole.</summary>
    public static (FaultKind Kind, Effect Effect)? Spoil(FaultPlan plan, Cell[] cells, Case referral, bool only, bool sameBranchAbove)
    {
        var company = referral.Company;
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.BlankRequired, 450, only))
        {
            cells[Name] = Cell.Text(referral.Index % 2 == 0 ? "" : "不明");
            return (FaultKind.BlankRequired, Effect.Rejected);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.ImpossibleDate, 600, only && referral.Date.Month == 2 && !DateTime.IsLeapYear(referral.Date.Year)))
        {
            cells[Date] = Cell.Text($"{referral.Date.Year}年2月29日");
            return (FaultKind.ImpossibleDate, Effect.Rejected);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.MissingCorporateNumber, 260, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Blank;
            return (FaultKind.MissingCorporateNumber, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.MistypedCorporateNumber, 280, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Text(Mistype(company.CorporateNumber!));
            return (FaultKind.MistypedCorporateNumber, Effect.Warned);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.ScientificCorporateNumber, 700, company.CorporateNumber is not null))
        {
            cells[Corporate] = Cell.Text($"{company.CorporateNumber![0]}.{company.CorporateNumber[1..3]}E+12");
            return (FaultKind.ScientificCorporateNumber, Effect.Warned);
        }
        if (referral.Place != company.Place && cells[Address].Content.Contains(company.Place.Name, StringComparison.Ordinal))
            return (FaultKind.DissolvedMunicipality, Effect.Warned);
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.EraDate, 180))
        {
            cells[Date] = Cell.Text(Spelling.Of(referral.Date, referral.Index % 2 == 0 ? DateStyle.Era : DateStyle.ShortEra));
            return (FaultKind.EraDate, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.FullWidthDigits, 240, cells[Employees].Kind == CellKind.Number))
        {
            cells[Employees] = Cell.Text(Spelling.FullWidth(Spelling.Plain(company.Employees)));
            cells[Date] = Cell.Text(Spelling.FullWidth(Spelling.Of(referral.Date, DateStyle.Slashes)));
            return (FaultKind.FullWidthDigits, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.HalfWidthKana, 220))
        {
            cells[Kana] = Cell.Text(CompanyNames.HalfWidth(company.Kana));
            return (FaultKind.HalfWidthKana, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.UnitInCell, 260, company.Capital is not null))
        {
            cells[Capital] = Cell.Text(
                company.Capital % 100_000 == 0 ? $"{Spelling.Plain(company.Capital!.Value / 1_000m)}百万円" : $"{Spelling.Grouped(company.Capital!.Value)}千円"
            );
            return (FaultKind.UnitInCell, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.NoWord, 280))
        {
            cells[Founded] = Cell.Text(new[] { "不明", "―", "なし" }[referral.Index % 3]);
            return (FaultKind.NoWord, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.Formula, 500))
        {
            cells[Need] = Cell.Text(referral.Index % 2 == 0 ? "=cmd|'/C calc'!A1 " + referral.Need : "+① " + referral.Need);
            return (FaultKind.Formula, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.Ditto, 260, sameBranchAbove))
        {
            cells[BranchName] = Cell.Text("〃");
            return (FaultKind.Ditto, Effect.Read);
        }
        if (plan.Take(ReferralLedgers.Ledger, FaultKind.LostBranchZero, 200, referral.Branch.Code[0] == '0'))
        {
            cells[BranchCode] = Cell.Text(referral.Branch.Code.TrimStart('0'));
            return (FaultKind.LostBranchZero, Effect.Read);
        }
        return null;
    }

    /// <summary>One digit off by one, which the check digit always shows.</summary>
    private static string Mistype(string number)
    {
        var at = 4 + number[12] % 8;
        return number[..at] + (char)(number[at] == '9' ? '8' : number[at] + 1) + number[(at + 1)..];
    }
}
