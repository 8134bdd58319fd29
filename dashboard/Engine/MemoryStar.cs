using Analytics.Dashboard.Engine.Columns;
using Analytics.Dashboard.Engine.Scan;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Engine;

/// <summary>
/// The star of a dataset as of one publication, in memory. Immutable, so any number of readers may use it at once; each question is answered on the
/// calling thread.
/// </summary>
internal sealed class MemoryStar(Snapshot snapshot) : IStar
{
    private const int MostSlicers = 5;

    private static readonly MeasureKind[] Kinds =
    [
        MeasureKind.Count,
        MeasureKind.Sum,
        MeasureKind.Distinct,
        MeasureKind.Ratio,
        MeasureKind.Stock,
        MeasureKind.Incidence,
        MeasureKind.Quotient,
    ];

    public string Engine => "memory";

    public DatasetState Dataset => snapshot.Dataset;

    public Bilingual? WhyNot(FactQuestion question)
    {
        if (!snapshot.Facts.ContainsKey(question.Fact) || question.By.Count > MostSlicers || question.Measures.Any(m => !Kinds.Contains(m.Kind)))
        {
            return new(
                "この種類の指標または切り口の数は、メモリ上では計算しません。",
                "Figures of this kind, or by so many slicers, are not worked out in memory."
            );
        }

        return question.Measures.SelectMany(SummedBy).FirstOrDefault(column => !Fits(question.Fact, column)) is { } tooLarge
            ? new(
                $"「{tooLarge}」の値が大きく、メモリ上では正確に合計できません。",
                $"The values of '{tooLarge}' are too large to be summed exactly in memory."
            )
            : null;
    }

    public Task<IReadOnlyList<Figures>> ReadAsync(IReadOnlyList<FactQuestion> questions, CancellationToken cancellation) =>
        Task.FromResult(PageScan.Read(snapshot, questions, cancellation));

    public Task<TargetSheet> TargetsAsync(CancellationToken cancellation) => Task.FromResult(snapshot.Targets);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<string> SummedBy(MeasureDeclaration measure) =>
        new[]
        {
            measure.Kind == MeasureKind.Sum ? measure.Value : null,
            measure.Numerator is { Kind: MeasureKind.Sum } part ? part.Value : null,
            measure.Denominator is { Kind: MeasureKind.Sum } whole ? whole.Value : null,
        }
            .OfType<FactColumn>()
            .Select(c => c.Name);

    /// <summary>True if no sum of the column can overflow 64 bits, even if every row had the largest value.</summary>
    private bool Fits(Fact fact, string column) =>
        snapshot.Facts[fact] is var table
        && table.Segments.All(s =>
            s.Segment.Columns[column].Range is var (least, greatest) && Int128.Max(Int128.Abs(least), Int128.Abs(greatest)) * table.LiveRows <= long.MaxValue
        );
}
