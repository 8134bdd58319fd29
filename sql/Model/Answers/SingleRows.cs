using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// The single rows that one figure counts, a page of them, in the order of their dates. What they add up to is the figure: their number (of a count
/// or stock), their
/// <see cref="Sum"/>, their <see cref="Distinct"/> values, or of a ratio those <see cref="InPart"/> of them all.
/// </summary>
public sealed record SingleRows
{
    /// <summary>The figure, as any answer has it: one measure, one row.</summary>
    public required Result Result { get; init; }

    public required int Page { get; init; }
    public required int Size { get; init; }

    /// <summary>Rows on all pages.</summary>
    public required long Total { get; init; }

    /// <summary>Sum of their values, of money in major units; null where the measure sums nothing, or no value is known.</summary>
    public required decimal? Sum { get; init; }

    /// <summary>Distinct values; null where the measure counts none.</summary>
    public required long? Distinct { get; init; }

    /// <summary>Rows in a ratio's part; null for all other measures.</summary>
    public required long? InPart { get; init; }

    public required IReadOnlyList<SingleRow> Rows { get; init; }

    /// <exception cref="QueryException">The question is not about one figure, or the scope does not see single companies.</exception>
    internal static void Check(Query query, ModelCatalog catalog)
    {
        if (!query.Scope.SeesSingleCompanies || query.Scope.Tables is not null)
        {
            throw new QueryException(
                new(
                    "measure",
                    string.Join(", ", query.Measures),
                    new("個々の企業の行を見る権限がありません。", "You may not see the rows of single companies."),
                    []
                )
                {
                    IsForbidden = true,
                }
            );
        }

        QuestionRules.Check(query, catalog);
        if (query.Measures is not [var name] || MeasureRequest.Find(catalog, name, query.Dataset) is not { Facet: MeasureFacet.Plain })
        {
            throw new QueryException(
                new(
                    "measure",
                    string.Join(", ", query.Measures),
                    new("指標を一つだけ、接尾辞なしで指定してください。", "Exactly one measure is needed, without a suffix."),
                    [.. catalog.Measures.Keys]
                )
            );
        }

        foreach (
            var (parameter, value) in new[]
            {
                ("by", query.By is [var by, ..] ? by : null),
                ("sort", query.Sort),
                ("top", query.Top?.ToString(CultureInfo.InvariantCulture)),
            }
        )
        {
            if (value is not null)
            {
                throw new QueryException(
                    new(
                        parameter,
                        value,
                        new(
                            "一つの数字の明細では使えません。その行の値で絞り込んでください。",
                            "Not allowed for the rows of one figure: narrow it by the values of its row."
                        ),
                        []
                    )
                );
            }
        }
    }

    internal static SingleRows None(Result result, int page, int size) =>
        new()
        {
            Result = result,
            Page = page,
            Size = size,
            Total = 0,
            Sum = null,
            Distinct = null,
            InPart = null,
            Rows = [],
        };
}

/// <summary>A row of a fact as it came in.</summary>
/// <param name="Owner">Whose number it is.</param>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Day">Its date; null where only the year is known.</param>
/// <param name="Year">The calendar year of its date.</param>
/// <param name="Company">Null where the row names none.</param>
/// <param name="Value">What it adds to a sum, or what a quantile is taken of (money in major units); null where it is unknown, and for all other
/// measures.</param>
/// <param name="IsInPart">Of a ratio: whether it is in the part, not in the base alone.</param>
/// <param name="Batch">The file, by its batch, its name, the sheet and the line.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Sheet">Null where the file has no sheets.</param>
/// <param name="Line">Line (of a sheet: row) in it.</param>
/// <param name="Origins">Attributes that another row told, each with where that one stands; none where the row itself told all.</param>
public sealed record SingleRow(
    string Owner,
    string Number,
    DateOnly? Day,
    int Year,
    string? Company,
    decimal? Value,
    bool? IsInPart,
    int Batch,
    string File,
    string? Sheet,
    int Line,
    IReadOnlyList<RowOrigin> Origins
);

/// <summary>The row of a file that told an attribute of another row: the line in which to mend it.</summary>
/// <param name="Attribute"><c>company</c>, <c>region</c>, <c>industry</c>, <c>company_size</c> or <c>technology_field</c>; <c>referral</c>:
/// everything that the row's referral says and it does not say itself.</param>
/// <param name="Batch">The file, by its batch, its name, the sheet and the line.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Sheet">Null where the file has no sheets.</param>
/// <param name="Line">Line (of a sheet: row) in it.</param>
public sealed record RowOrigin(string Attribute, int Batch, string File, string? Sheet, int Line);
