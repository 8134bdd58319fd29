using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// One page of the rows behind a single figure, in date order. They reconcile with the figure: by number (count, stock), <see cref="Sum"/>,
/// <see cref="Distinct"/> or, for a ratio, by <see cref="InPart"/> of them all.
/// </summary>
public sealed record SingleRows
{
    /// <summary>The figure as an ordinary answer: one measure, one row.</summary>
    public required Result Result { get; init; }

    public required int Page { get; init; }
    public required int Size { get; init; }

    /// <summary>Number of rows on all pages.</summary>
    public required long Total { get; init; }

    /// <summary>Sum of the values, money in major units; null if the measure sums nothing or no value is known.</summary>
    public required decimal? Sum { get; init; }

    /// <summary>Number of distinct values; null unless the measure counts them.</summary>
    public required long? Distinct { get; init; }

    /// <summary>Rows in the part of a ratio; null for all other measures.</summary>
    public required long? InPart { get; init; }

    public required IReadOnlyList<SingleRow> Rows { get; init; }

    /// <exception cref="QueryException">The question asks for more than one figure, or the scope does not permit seeing single companies.</exception>
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

/// <summary>A row of a fact as delivered.</summary>
/// <param name="Owner">Owner of the number.</param>
/// <param name="Number">Its number in the ledger.</param>
/// <param name="Day">Its date; null if only the year is known.</param>
/// <param name="Year">The calendar year of its date.</param>
/// <param name="Company">Null if the row names none.</param>
/// <param name="Value">The value that the measure sums or takes a quantile of (money in major units); null if unknown, and for all other
/// measures.</param>
/// <param name="IsInPart">For a ratio: true if the row is in the part, false if it is in the base only.</param>
/// <param name="Batch">The batch that delivered it.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Sheet">Null if the file has no sheets.</param>
/// <param name="Line">Line in the file, or row in the sheet.</param>
/// <param name="Origins">Attributes taken from other rows, and where those rows are; empty if the row itself has all of them.</param>
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

/// <summary>The file row from which another row takes an attribute, so that it can be corrected there.</summary>
/// <param name="Attribute"><c>company</c>, <c>region</c>, <c>industry</c>, <c>company_size</c> or <c>technology_field</c>; <c>referral</c> stands for
/// everything taken from the row's referral.</param>
/// <param name="Batch">The batch that delivered it.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Sheet">Null if the file has no sheets.</param>
/// <param name="Line">Line in the file, or row in the sheet.</param>
public sealed record RowOrigin(string Attribute, int Batch, string File, string? Sheet, int Line);
