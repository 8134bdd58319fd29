using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>What is wrong with a question: the parameter, its value, the reason, and what is allowed instead.</summary>
public sealed record QueryFault(string Parameter, string? Value, Bilingual Reason, IReadOnlyList<string> Allowed)
{
    internal static QueryFault UnknownMeasure(string value, IReadOnlyList<string> allowed) =>
        new("measure", value, new("そのような指標はありません。", "There is no such measure."), allowed);

    internal static QueryFault UnknownSlicer(string parameter, string value, IReadOnlyList<string> allowed) =>
        new(parameter, value, new("そのような切り口はありません。", "There is no such slicer."), allowed);

    public static QueryFault UnknownDataset(string value, IReadOnlyList<string> allowed) =>
        new("dataset", value, new("そのようなデータセットはありません。", "There is no such dataset."), allowed);

    internal static QueryFault NoPeriod(string parameter, string value, TimeGrain grain) =>
        new(parameter, value, new("期間の書き方が違います。", "That is no such period."), [FiscalCalendar.CodePattern(grain)]);

    /// <summary>The question is valid, but the caller may not ask it.</summary>
    public bool IsForbidden { get; init; }

    internal static QueryFault NotPermitted(Query query) =>
        new(
            "measure",
            string.Join(", ", query.Measures),
            new("この表を見る権限がありません。", "You may not ask for this table."),
            [.. query.Scope.Tables!.Select(t => $"{string.Join(", ", t.Measures)} by {string.Join(", ", t.By)}")]
        )
        {
            IsForbidden = true,
        };

    internal static QueryFault TooManyRows(Query query) =>
        new(
            "by",
            string.Join(", ", query.By),
            new(
                $"行が{QuestionRules.MostRows:#,0}を超えます。切り口を減らすか、絞り込んでください。",
                $"There are more than {QuestionRules.MostRows:#,0} rows. Ask by fewer slicers, or narrow the question."
            ),
            [$"≤ {QuestionRules.MostRows}"]
        );

    internal static QueryFault NoSuchPage(int page, int last) =>
        new("page", $"{page}", new("そのページはありません。", "There is no such page."), [last == 1 ? "1" : $"1–{last}"]);

    internal static QueryFault UnknownPublication(int value, int newest) =>
        new(
            "publication",
            value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            new("そのような公開版はありません。", "There is no such publication."),
            newest == 0 ? [] : [newest == 1 ? "1" : $"1–{newest}"]
        );
}

/// <summary>A question cannot be answered. <see cref="Fault"/> explains why to the user and reveals nothing about the server.</summary>
public sealed class QueryException(QueryFault fault) : Exception($"{fault.Parameter}={fault.Value}: {fault.Reason.En}")
{
    public QueryFault Fault { get; } = fault;
}
