using System.Globalization;
using System.Text.Json;
using Analytics.Dashboard.Exports;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Parquet;
using Parquet.Schema;

namespace Analytics.Dashboard.Api;

/// <summary>
/// An answer as Parquet: codes and labels as strings, money as exact decimals, cases, companies and people as integers, all other figures (quotients)
/// as doubles, and next to each measure its states. The file's metadata describes its contents.
/// </summary>
internal static class ResultParquet
{
    public const string ContentType = "application/vnd.apache.parquet";

    public static async Task<IResult> OfAsync(Result result, string language, CancellationToken cancellation) =>
        Results.File(await BytesAsync(result, language, cancellation), ContentType, $"{result.Dataset}-publication-{result.Publication}.parquet");

    internal static async Task<byte[]> BytesAsync(Result result, string language, CancellationToken cancellation)
    {
        var columns = Columns(result, language).ToList();
        using var bytes = new MemoryStream();
        await using (
            var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(c => (Field)c.Field)), bytes, cancellationToken: cancellation)
        )
        {
            writer.CustomMetadata = Metadata(result);
            using var rows = writer.CreateRowGroup();
            foreach (var (field, write) in columns)
            {
                await write(rows, field);
            }

            rows.CompleteValidate();
        }

        return bytes.ToArray();
    }

    private static IEnumerable<(DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Write)> Columns(Result result, string language)
    {
        for (var at = 0; at < result.Slicers.Count; at++)
        {
            var slicer = at;
            yield return Texts(result.Slicers[at].Name, row => row.Members[slicer].Code);
            yield return Texts(ResultColumns.LabelName(result.Slicers[at]), row => row.Members[slicer].Label.In(language));
        }

        var decimals = Math.Max(2, Currency.Of(result.Currency).MinorDigits); // averages in yen also have two decimals
        for (var at = 0; at < result.Measures.Count; at++)
        {
            var measure = at;
            var name = result.Measures[at].Name;
            yield return result.Measures[at].Unit switch
            {
                MeasureUnit.Currency => Figures<decimal>(
                    new DecimalDataField(name, 28, decimals, isNullable: true),
                    value => decimal.Round(value, decimals, MidpointRounding.AwayFromZero)
                ),
                MeasureUnit.Cases or MeasureUnit.Companies or MeasureUnit.People or MeasureUnit.Meetings => Figures<long>(
                    new DataField<long>(name, true),
                    value => (long)value
                ),
                _ => Figures<double>(new DataField<double>(name, true), value => (double)value),
            };
            yield return Texts($"{name}_state", row => ResultColumns.StateName(row.Cells[measure].State));

            (DataField, Func<ParquetRowGroupWriter, DataField, Task>) Figures<T>(DataField field, Func<decimal, T> of)
                where T : struct =>
                (field, (rows, f) => rows.WriteAsync<T>(f, result.Rows.Select(row => row.Cells[measure].Value is { } value ? of(value) : (T?)null).ToArray()));
        }

        (DataField, Func<ParquetRowGroupWriter, DataField, Task>) Texts(string name, Func<ResultRow, string> of) =>
            (new DataField<string>(name, false), (rows, f) => rows.WriteAsync(f, result.Rows.Select(of).ToArray()));
    }

    private static Dictionary<string, string> Metadata(Result result) =>
        new()
        {
            ["dataset"] = result.Dataset,
            ["publication"] = result.Publication.ToString(CultureInfo.InvariantCulture),
            ["as_of"] = result.AsOf?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
            ["data_through"] = result.DataThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            ["synthetic"] = result.IsSynthetic ? "true" : "false",
            ["currency"] = result.Currency,
            ["definitions"] = JsonSerializer.Serialize(result.Measures.ToDictionary(m => m.Name, m => m.Definition)),
            ["units"] = JsonSerializer.Serialize(result.Measures.ToDictionary(m => m.Name, m => ResultColumns.UnitName(m.Unit, result.Currency))),
            ["notes"] = JsonSerializer.Serialize(result.Notes.Select(n => $"{n.Text.Ja} / {n.Text.En}"), ApiJson.Options),
        };
}
