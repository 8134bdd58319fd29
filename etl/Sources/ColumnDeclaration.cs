using Analytics.Sql;

namespace Analytics.Etl.Sources;

/// <summary>Reads one column of a declaration.</summary>
static class ColumnDeclaration
{
    public static readonly string[] Keys =
    [
        "name",
        "header",
        "aliases",
        "type",
        "required",
        "unit",
        "unit_field",
        "choices",
        "default",
        "always",
        "width",
        "longest",
    ];

    static readonly IReadOnlyDictionary<string, ColumnType> Types = Enum.GetValues<ColumnType>().ToDictionary(Spelling, type => type, StringComparer.Ordinal);

    public static SourceColumn Read(YamlMap map, Currency? currency)
    {
        var name = map.Text("name");
        if (name.Length > 0 && !IsIdentifier(name))
            map.Fault(
                "name",
                $"列名は英小文字・数字・下線です（{name}）。",
                $"A column's name is made of lower-case letters, digits and underscores, not '{name}'."
            );
        if (map.OptionalText("always") is { } always)
            return Constant(map, name, always);
        if (!map.Has("type"))
            map.Missing("type");
        var type = map.OneOf("type", Types.Keys) is { } spelling ? Types[spelling] : ColumnType.Text;
        var choices = Choices(map);
        if (type == ColumnType.Choice != choices.Count > 0)
            map.Fault(
                "choices",
                $"「choices」は type: choice の列に、そしてそこだけに要ります（{name}）。",
                $"'choices' belongs to columns of type choice, and only there ('{name}')."
            );
        if (type == ColumnType.Code != map.Has("width"))
            map.Fault(
                "width",
                $"「width」は type: code の列に、そしてそこだけに要ります（{name}）。",
                $"'width' belongs to columns of type code, and only there ('{name}')."
            );
        return new()
        {
            Name = name,
            Header = map.Text("header"),
            Aliases = map.Texts("aliases"),
            Type = type,
            Required = map.Flag("required"),
            Unit = Unit(map, "unit", currency),
            UnitField = map.OptionalText("unit_field"),
            Choices = choices,
            Default = map.OneOf("default", choices.Select(choice => choice.Code)),
            Width = map.Number("width", 1, 20),
            Longest = map.Number("longest", 1, SourceColumn.LongestText) ?? SourceColumn.LongestOf(type),
        };
    }

    /// <summary>A column that no file has: every row says the same.</summary>
    static SourceColumn Constant(YamlMap map, string name, string always)
    {
        foreach (var key in map.Keys.Where(key => key is not ("name" or "always")))
            map.Fault(key, $"どの行も「{always}」なので、「{key}」は要りません（{name}）。", $"Every row is '{always}': '{name}' takes no '{key}'.");
        return new()
        {
            Name = name,
            Header = "",
            Type = ColumnType.Choice,
            Choices = [new(always, [])],
            Default = always,
        };
    }

    public static MoneyUnit? Unit(YamlMap map, string key, Currency? currency)
    {
        if (map.OptionalText(key) is not { } text)
            return null;
        if (currency is null)
        {
            map.Fault(key, $"「{key}」には currency が必要です。", $"'{key}' needs 'currency'.");
            return null;
        }

        if (currency.Unit(text) is { } unit)
            return unit;
        var allowed = string.Join(", ", currency.Units().Select(u => u.Name));
        map.Fault(key, $"「{text}」という単位はありません。使えるもの: {allowed}", $"'{text}' is no unit of {currency.Code}. Allowed: {allowed}.");
        return null;
    }

    /// <summary>As YAML writes it: <c>corporate-number</c>.</summary>
    public static string Spelling(ColumnType type) =>
        string.Concat(type.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    public static bool IsIdentifier(string text) => text[0] is >= 'a' and <= 'z' && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    static List<Choice> Choices(YamlMap map)
    {
        if (map.Map("choices") is not { } list)
            return [];
        var choices = list.Keys.Select(code => new Choice(code, list.Texts(code))).ToList();
        var spellings = choices.SelectMany(choice =>
            choice.Spellings.Prepend(choice.Code).Select(Folding.Fold).Distinct().Select(folded => (folded, choice.Code))
        );
        foreach (var twice in spellings.GroupBy(pair => pair.folded).Where(group => group.Count() > 1))
        {
            var codes = string.Join(", ", twice.Select(pair => pair.Code));
            map.Fault("choices", $"「{twice.Key}」が複数の値を指します: {codes}", $"The spelling '{twice.Key}' means several choices: {codes}.");
        }

        return choices;
    }
}
