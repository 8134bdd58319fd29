using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>
/// Whether a source can make the fact that it feeds: whether it has what the fact needs, names nothing else, and tells rows apart as the fact does. A
/// finer key would merge rows without a word, a coarser
/// one reject them. A source of several facts, or one that <c>sql/staging</c> turns into its fact, says by hand what becomes of its columns.
/// </summary>
static class FactColumns
{
    public static void Check(Source source, YamlMap map, IReadOnlyList<YamlMap> columns)
    {
        if (source.Facts is not [var fact] || ColumnTypes.HasOwnView(source, fact))
            return;
        var given = source.Fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        CheckNames(source, fact, columns);
        CheckNeeds(source, fact, map, given);
        CheckKey(source, fact, map, given);
    }

    static void CheckNames(Source source, FactDeclaration fact, IReadOnlyList<YamlMap> columns)
    {
        // What is measured reads two columns and brings two others; whose a row is, its place says too.
        string[] allowed =
        [
            .. fact
                .Nameable.Concat(source.Measured is { } measured ? [measured.Value, measured.Unit] : [])
                .Concat(source.Owner is { } owner ? [owner] : [])
                .Distinct(),
        ];
        foreach (var (column, map) in source.Columns.Zip(columns))
        {
            if (!allowed.Contains(column.Name))
                map.Fault(
                    "name",
                    $"{fact.Name} に「{column.Name}」という列はありません。使えるもの: {string.Join(", ", allowed)}",
                    $"{fact.Name} has no column '{column.Name}'. Allowed: {string.Join(", ", allowed)}."
                );
            if (column.UnitField is { } unit && !allowed.Contains(unit))
                map.Fault(
                    "unit_field",
                    $"{fact.Name} に「{unit}」という列はありません。使えるもの: {string.Join(", ", allowed)}",
                    $"{fact.Name} has no column '{unit}'. Allowed: {string.Join(", ", allowed)}."
                );
        }
    }

    static void CheckNeeds(Source source, FactDeclaration fact, YamlMap map, HashSet<string> given)
    {
        foreach (var column in fact.Columns.Where(column => column.IsRequired && !column.IsOfLoader && !given.Contains(column.Name)))
            map.Fault("columns", $"{fact.Name} に必要な列「{column.Name}」がありません。", $"The column '{column.Name}', which {fact.Name} needs, is missing.");
        foreach (var group in fact.OneOf.Where(group => !group.Any(given.Contains)))
            map.Fault(
                "columns",
                $"{fact.Name} には次の列のどれかが必要です: {string.Join(", ", group)}",
                $"{fact.Name} needs one of these columns: {string.Join(", ", group)}."
            );
        if (fact.Column("industry_revision") is { IsRequired: true } && source.IndustryRevision is null)
            map.Missing("industry_revision");
    }

    static void CheckKey(Source source, FactDeclaration fact, YamlMap map, HashSet<string> given)
    {
        var own = fact.Key.Where(given.Contains).ToList();
        if (own.Count > 0 && !own.ToHashSet(StringComparer.Ordinal).SetEquals(source.Key))
        {
            map.Fault(
                "key",
                $"{fact.Name} の1行を見分けるのは [{string.Join(", ", own)}] です（[{string.Join(", ", source.Key)}] ではありません）。",
                $"What tells rows of {fact.Name} apart is [{string.Join(", ", own)}], not [{string.Join(", ", source.Key)}]."
            );
        }
    }
}
