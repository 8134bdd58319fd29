using System.Globalization;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>Notes on figures per 1,000 establishments: the year of the base, and why some or all rows have none.</summary>
internal sealed class EstablishmentNotes(Question question, DatasetState dataset, IReadOnlyList<RowKey> rows, EstablishmentBase establishments)
{
    public IEnumerable<Note> All()
    {
        var asked = question
            .Measures.Where(m => m.Facet == MeasureFacet.Per1000Establishments && dataset.Has(m.Measure) && question.AppliesTo(m.Measure.Fact))
            .ToList();
        foreach (var odd in asked.Where(m => !m.Measure.IsAmount))
        {
            yield return new Note(
                "establishments_not_applicable",
                new(
                    $"{odd.Measure.Label.Ja}：率・日数・倍率は、事業所数で割っていません。",
                    $"{odd.Measure.Label.En}: A rate, a time or a quotient is not divided by establishments."
                )
            );
        }

        if (!asked.Any(m => m.Measure.IsAmount))
        {
            yield break;
        }

        var all = question.By.Count == 0 ? [null] : rows.Cast<RowKey?>().Append(null).ToList();
        var bases = all.Select(establishments.Of).OfType<(int Year, long Establishments)>().ToList();
        if (bases.Count > 0)
        {
            yield return Base(bases);
        }

        if (bases.Count < all.Count)
        {
            yield return new Note("establishments_unknown", WhyNot(all.Count - bases.Count, all.Count));
        }
    }

    private Note Base(List<(int Year, long Establishments)> bases)
    {
        var years = bases.Select(b => b.Year).Distinct().Order().ToList();
        var (first, last) = (dataset.Calendar.YearLabel(years[0]), dataset.Calendar.YearLabel(years[^1]));
        if (years.Count > 1)
        {
            return new(
                "establishments",
                new(
                    $"分母は、各行と同じ年度の事業所数です（{first.Ja}から{last.Ja}まで）。",
                    $"The base is the establishments of each row's own year ({first.En} to {last.En})."
                )
            );
        }

        var largest = bases.Max(b => b.Establishments).ToString("#,0", CultureInfo.InvariantCulture);
        return new(
            "establishments",
            bases.Count == 1
                ? new($"分母は、{first.Ja}の事業所数です（{largest}か所）。", $"The base is the establishments of {first.En} ({largest}).")
                : new(
                    $"分母は、{first.Ja}の事業所数です（最も多い行で{largest}か所）。",
                    $"The base is the establishments of {first.En} (at most {largest} in one of the figures)."
                )
        );
    }

    private Bilingual WhyNot(int without, int all)
    {
        if (establishments.WhyNever(dataset) is { } never)
        {
            return never;
        }

        var years = establishments.Years.Select(dataset.Calendar.YearLabel).ToList();
        var known = years switch
        {
            [] => new Bilingual("", ""),
            [var only] => new($"（分かるのは{only.Ja}）", $" ({only.En} is known)"),
            [var first, .., var last] => new(
                $"（分かるのは{first.Ja}から{last.Ja}までの{years.Count}年分）",
                $" ({years.Count} years from {first.En} to {last.En} are known)"
            ),
        };
        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{all}個の数値のうち{without}個は示していません。一つの年度の値でないか、その地域・産業の事業所数の一部が不明です{known.Ja}。"
            ),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{without} of {all} figures are not shown: they are not of one fiscal year, or not all establishments of their region and industry are known{known.En}."
            )
        );
    }
}
