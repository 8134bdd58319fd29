using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Etl.Sources;

/// <summary>Reads one declaration (YAML) into a <see cref="Source"/>, or says line by line why it cannot.</summary>
static class SourceDeclaration
{
    static readonly string[] SourceKeys =
    [
        "name",
        "label",
        "description",
        "dataset",
        "feeds",
        "key",
        "owner",
        "revision",
        "currency",
        "money_unit",
        "industry_revision",
        "fiscal_year_start",
        "complete_for",
        "columns",
        "measured",
    ];

    /// <summary>Null after a fault; <paramref name="name"/> is the declared name even then, if it could be read.</summary>
    public static Source? Read(string yaml, string file, FactCatalog facts, List<SourceFault> faults, out string name)
    {
        var before = faults.Count;
        name = Path.GetFileNameWithoutExtension(file);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException error)
        {
            faults.Add(new(file, (int)error.End.Line, new($"YAMLとして読めません: {error.Message}", $"Not valid YAML: {error.Message}")));
            return null;
        }

        if (stream.Documents.Count != 1)
        {
            faults.Add(new(file, 1, new("宣言は1ファイルに1つです。", "A file holds exactly one declaration.")));
            return null;
        }

        var map = new YamlMap(stream.Documents[0].RootNode, file, faults, SourceKeys);
        var columns = map.Maps("columns", ColumnDeclaration.Keys).ToList();
        var source = Read(map, columns, file, facts, faults);
        if (source.Name.Length > 0)
            name = source.Name;
        if (faults.Count == before)
        {
            Check(source, map, facts);
            ColumnTypes.Check(source, columns);
        }

        if (faults.Count == before)
            FactColumns.Check(source, map, columns);

        return faults.Count == before ? source : null;
    }

    static Source Read(YamlMap map, List<YamlMap> columnMaps, string file, FactCatalog facts, List<SourceFault> faults)
    {
        var currency = ReadCurrency(map);
        var columns = columnMaps.Select(column => ColumnDeclaration.Read(column, currency)).ToList();
        var names = columns.Select(column => column.Name).ToList();
        foreach (var key in new[] { "feeds", "key", "columns" }.Where(key => !map.Has(key)))
            map.Missing(key);
        return new()
        {
            Name = Identifier(map, "name"),
            Label = map.Bilingual("label"),
            Description = map.Bilingual("description"),
            Dataset = Identifier(map, "dataset"),
            Facts = [.. map.Texts("feeds", facts.Names).Distinct().Select(fact => facts[fact])],
            Key = map.Texts("key", names),
            Owner = map.OneOf("owner", names),
            Revision = map.OneOf("revision", names),
            Currency = currency,
            MoneyUnit = ColumnDeclaration.Unit(map, "money_unit", currency),
            IndustryRevision = map.Number("industry_revision", 1, 9999),
            FiscalYearStartMonth = map.Number("fiscal_year_start", 1, 12) ?? 4,
            CompleteFor = map.Texts("complete_for", [.. names, "owner", "fiscal_year"]),
            Columns = columns,
            Measured = ReadMeasured(map, columns, faults, file),
            File = file,
        };
    }

    static Currency? ReadCurrency(YamlMap map)
    {
        if (map.OptionalText("currency") is not { } code)
            return null;
        if (Currency.Find(code) is not { } currency)
        {
            map.Fault("currency", $"「{code}」は ISO 4217 の通貨コードではありません。", $"'{code}' is no currency code of ISO 4217.");
            return null;
        }

        return currency;
    }

    static MeasuredValue? ReadMeasured(YamlMap source, List<SourceColumn> columns, List<SourceFault> faults, string file)
    {
        if (source.Map("measured", "value", "unit", "by", "kinds", "not_cumulative") is not { } map)
            return null;
        var texts = columns.Where(column => column.Type == ColumnType.Text).Select(column => column.Name).ToList();
        var choices = columns.Where(column => column.Type == ColumnType.Choice).ToList();
        foreach (var key in new[] { "value", "unit", "by", "kinds" }.Where(key => !map.Has(key)))
            map.Missing(key);
        var (value, unit) = (map.OneOf("value", texts), map.OneOf("unit", texts));
        var by = map.OneOf("by", choices.Select(column => column.Name));
        var codes = choices.FirstOrDefault(column => column.Name == by)?.Choices.Select(choice => choice.Code).ToList() ?? [];
        var kinds = new Dictionary<string, MeasuredKind>(StringComparer.Ordinal);
        if (map.Map("kinds", "count", "people", "money", "counted-money") is { } lists)
        {
            foreach (
                var (key, kind) in new[]
                {
                    ("count", MeasuredKind.Count),
                    ("people", MeasuredKind.People),
                    ("money", MeasuredKind.Money),
                    ("counted-money", MeasuredKind.CountedMoney),
                }
            )
            {
                foreach (var code in lists.Texts(key, codes))
                    kinds[code] = kind;
            }
        }

        foreach (var code in codes.Where(code => !kinds.ContainsKey(code)))
            faults.Add(
                new(
                    file,
                    map.Line,
                    new($"「{code}」が何で数えられるか、measured.kinds に書いてください。", $"measured.kinds does not say what '{code}' is counted in.")
                )
            );
        return new(value ?? "", unit ?? "", by ?? "", kinds, map.Texts("not_cumulative", codes).ToHashSet(StringComparer.Ordinal));
    }

    static string Identifier(YamlMap map, string key)
    {
        var text = map.Text(key);
        if (text.Length > 0 && !ColumnDeclaration.IsIdentifier(text))
            map.Fault(key, $"「{key}」は英小文字・数字・下線です（{text}）。", $"'{key}' must be lower-case letters, digits and underscores, not '{text}'.");
        return text;
    }

    static void Check(Source source, YamlMap map, FactCatalog facts)
    {
        if (source.Feeds.Count == 0)
            map.Fault(
                "feeds",
                $"「feeds」が空です。使えるもの: {string.Join(", ", facts.Names)}",
                $"'feeds' is empty. Allowed: {string.Join(", ", facts.Names)}."
            );
        if (source.Key.Count == 0)
            map.Fault("key", "「key」が空です。", "'key' is empty.");
        if (source.Currency is null && source.Columns.Any(column => column.Type == ColumnType.Money))
            map.Fault("columns", "金額の列には currency が必要です。", "A money column needs 'currency': a code of ISO 4217.");
        if (source.Columns.All(column => !column.Required))
            map.Fault("columns", "必須の列が1つもありません。", "No column is required: the source could never be recognised.");
        foreach (var twice in source.Fields.GroupBy(field => field.Name).Where(group => group.Count() > 1))
            map.Fault("columns", $"「{twice.Key}」が2回あります。", $"'{twice.Key}' is there twice.");
        var headers = source
            .Columns.Where(column => !column.IsConstant)
            .SelectMany(column => column.Aliases.Prepend(column.Header).Select(Folding.Fold).Distinct().Select(folded => (folded, column.Name)));
        foreach (var twice in headers.GroupBy(pair => pair.folded).Where(group => group.Count() > 1))
        {
            var names = string.Join(", ", twice.Select(pair => pair.Name));
            map.Fault("columns", $"見出し「{twice.Key}」が複数の列を指します: {names}", $"The header '{twice.Key}' means several columns: {names}.");
        }
    }
}
