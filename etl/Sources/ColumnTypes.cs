using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>
/// Whether a source's columns can become those of the facts that it feeds. One that cannot would stop the view over all sources, and with it everybody's
/// publication: it is told at its line, and disables its own source alone.
/// </summary>
static class ColumnTypes
{
    /// <summary>What the loader writes beside a source's own columns.</summary>
    static readonly IReadOnlyList<string> Reserved =
    [
        .. RawTables.Place,
        "dataset_code",
        "date_precision",
        "industry_revision",
        "case_key",
        "unknown",
        "extra",
    ];

    public static void Check(Source source, IReadOnlyList<YamlMap> columns)
    {
        foreach (var (column, map) in source.Columns.Zip(columns))
        {
            if (Reserved.Contains(column.Name))
            {
                map.Fault(
                    "name",
                    $"「{column.Name}」は取り込みが使う名前です。ほかの名前にしてください。",
                    $"The loader itself writes '{column.Name}': take another name."
                );
                continue;
            }

            if (column.Longest > SourceColumn.LongestOf(column.Type) && source.Facts.Any(fact => fact.Column(column.Name) is not null))
            {
                var most = SourceColumn.LongestOf(column.Type);
                map.Fault(
                    "longest",
                    $"「{column.Name}」は番号や名前として索引に入るので、{most}文字までです。",
                    $"'{column.Name}' goes into an index as a number or name: {most} characters at most."
                );
            }

            foreach (var fact in source.Facts.Where(fact => !HasOwnView(source, fact)))
            {
                if (fact.Column(column.Name) is { } wanted)
                    Check(column, map, fact, wanted);
            }
        }
    }

    static void Check(SourceColumn column, YamlMap map, FactDeclaration fact, CanonicalColumn wanted)
    {
        if (!Fits(column.Type, wanted))
        {
            var given = ColumnDeclaration.Spelling(column.Type);
            var allowed = string.Join(", ", Enum.GetValues<ColumnType>().Where(type => Fits(type, wanted)).Select(ColumnDeclaration.Spelling));
            var bound = wanted.Least is { } least ? (Ja: $"（{least}以上）", En: $" of {least} or more") : default;
            map.Fault(
                "type",
                $"{fact.Name} の「{column.Name}」は {wanted.Type}{bound.Ja} の列で、{given} では読めません。使えるもの: {allowed}",
                $"'{column.Name}' of {fact.Name} holds {wanted.Type}{bound.En}, which {given} is not. Allowed: {allowed}."
            );
        }
        else if (
            (wanted.Codes.Count > 0 ? wanted.Codes : wanted.Listed) is { Count: > 0 } known
            && column.Choices.Select(choice => choice.Code).FirstOrDefault(code => !known.Contains(code)) is { } unknown
        )
        {
            var allowed = string.Join(", ", known);
            map.Fault(
                column.IsConstant ? "always" : "choices",
                $"{fact.Name} の「{column.Name}」に「{unknown}」という値はありません。使えるもの: {allowed}",
                $"'{column.Name}' of {fact.Name} cannot be '{unknown}'. Allowed: {allowed}."
            );
        }
    }

    /// <summary>
    /// What a declaration that stands for one of the product's own must keep: the former rows have these types, and views of the product's read them.
    /// </summary>
    public static IEnumerable<Bilingual> Against(Source own, Source product)
    {
        foreach (var field in own.Fields)
        {
            if (product.Fields.FirstOrDefault(known => known.Name == field.Name) is { } known && RawTables.SqlType(known.Type) != RawTables.SqlType(field.Type))
            {
                var (given, kept) = (ColumnDeclaration.Spelling(field.Type), ColumnDeclaration.Spelling(known.Type));
                yield return new(
                    $"製品の「{own.Name}」では「{field.Name}」は {kept} です（{given} にはできません）。",
                    $"In the product's '{own.Name}' the column '{field.Name}' is {kept}; it cannot become {given}."
                );
            }
        }

        foreach (var field in product.Fields.Where(field => own.Facts.Any(fact => HasOwnView(own, fact)) && own.IndexOf(field.Name) < 0))
            yield return new(
                $"製品の「{own.Name}」の列「{field.Name}」がありません（sql/staging の定義が使います）。",
                $"The column '{field.Name}' of the product's '{own.Name}' is missing; its views in sql/staging read it."
            );
    }

    /// <summary>Where <c>sql/staging</c> says by hand how a source becomes a fact, names need not be equal.</summary>
    public static bool HasOwnView(Source source, FactDeclaration fact) =>
        EmbeddedText.List("staging", ".sql").Contains($"staging/stg_{source.Name}__{fact.Name}.sql");

    static bool Fits(ColumnType type, CanonicalColumn wanted) =>
        (wanted.Least is null || type == ColumnType.Count)
        && (wanted.Codes.Count == 0 || type == ColumnType.Choice)
        && (RawTables.SqlType(type), wanted.Type) switch
        {
            var (given, same) when given == same => true,
            ("date", "integer") => type == ColumnType.Year,
            ("integer", "bigint" or "numeric") => true,
            ("bigint", "numeric") => true,
            _ => false,
        };
}
