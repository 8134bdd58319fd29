using YamlDotNet.RepresentationModel;

namespace Analytics.Sql.Model.Declarations;

/// <summary>Reads one fact's declaration.</summary>
internal static class FactReader
{
    /// <summary>The types that a canonical column may have.</summary>
    public static readonly IReadOnlyList<string> Types = ["text", "text[]", "date", "smallint", "integer", "bigint", "numeric", "boolean"];

    /// <summary>Code lists in <c>reference</c> that a column's values may be looked up in.</summary>
    public static readonly IReadOnlyList<string> Lists = ["channels", "engagement_types", "outcome_types", "research_stages"];

    /// <summary>What the numbers of a column may count.</summary>
    public static readonly IReadOnlyList<string> Units = ["money", "people", "cases"];

    /// <summary>The kinds of star columns, which determine what measures may do with them.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["identity", "flag", "text", "text_of_today", "number", "money"];

    public static readonly IReadOnlyList<string> Times = ["cohort", "event"];
    public static readonly IReadOnlyList<string> Reaches = ["always", "otherwise"];

    private static readonly string[] Flag = ["true", "false"];

    /// <exception cref="DeclarationException">The declaration is invalid.</exception>
    public static FactDeclaration Read(string name, string text)
    {
        var node = DeclarationNode.Parse(text);
        IReadOnlyList<CanonicalColumn> columns = node.Read(() => DeclarationNode.Each(Items(node, "columns"), Column), []);
        node.Stop();
        if (columns.Count == 0)
            throw new DeclarationException(node.Line, new("「columns」がありません。", "'columns' is missing."), []);
        if (columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw DeclarationNode.Fault(node.Find("columns")!, new($"「{twice.Key}」が2回あります。", $"'{twice.Key}' is there twice."));
        string[] names = [.. columns.Select(column => column.Name)];
        var fact = new FactDeclaration
        {
            Name = name,
            Label = node.Bilingual("label"),
            Description = node.Bilingual("description"),
            Sort = node.Whole("sort"),
            Columns = columns,
            OneOf = node.Read(() => Groups(node, "one_of", names), []),
            Aside = node.Read(() => Names(node.Find("aside")), []),
            Key = node.Read(
                () => Names(node.Find("key") ?? throw new DeclarationException(node.Line, new("「key」がありません。", "'key' is missing."), names), names),
                []
            ),
            IsKeySpelledFreely = Is(node, "is_key_spelled_freely"),
            Date = node.OptionalChoice("date", names),
            Case = node.Read(() => node.Find("case") is { } found ? Case(DeclarationNode.Mapping(found), names) : null, null),
            Sought = node.Read(() => Groups(node, "sought", ["owner_code", .. names]), []),
            Star = node.Read(() => node.Find("star") is { } star ? Star(name, DeclarationNode.Mapping(star)) : null, null),
            Words = node.Read(() => node.Find("words") is { } words ? ColumnWords.Read(DeclarationNode.Mapping(words)) : [], []),
        };
        node.Close();
        return fact;
    }

    private static CanonicalColumn Column(YamlNode item)
    {
        var node = DeclarationNode.Mapping(item);
        var column = new CanonicalColumn(node.Text("name"), node.Choice("type", Types))
        {
            IsRequired = Is(node, "required"),
            IsOfLoader = node.OptionalChoice("by", ["loader"]) is not null,
            Unit = node.OptionalChoice("unit", Units),
            Least = node.Has("least") ? node.Whole("least") : null,
            Codes = Names(node.Find("codes")),
            List = node.OptionalChoice("list", Lists),
            Description = node.OptionalText("description"),
        };
        node.Close();
        return column;
    }

    private static FactCase Case(DeclarationNode node, string[] names)
    {
        var found = new FactCase(
            node.OptionalChoice("number", names),
            node.OptionalText("own"),
            node.OptionalChoice("own_number", names),
            node.OptionalText("staged")
        );
        node.Stop();
        if (found is { Number: null, Own: null } || found.Own is null != found.OwnNumber is null)
            throw new DeclarationException(
                node.Line,
                new("「number」か、「own」と「own_number」の両方が必要です。", "'number' is needed, or both 'own' and 'own_number'."),
                []
            );
        node.Close();
        return found;
    }

    private static StarTable Star(string fact, DeclarationNode node)
    {
        var star = new StarTable
        {
            Name = "fct_" + fact,
            Key = node.Read(
                () => Names(node.Find("key") ?? throw new DeclarationException(node.Line, new("「key」がありません。", "'key' is missing."), [])),
                []
            ),
            Number = node.Read(() => Names(node.Find("number")), []),
            IsNumberedByCase = node.OptionalChoice("numbered_by", ["owner", "case"]) == "case",
            BelongsTo = node.OptionalText("belongs_to"),
            Date = node.OptionalText("date"),
            Ends = node.OptionalText("ends"),
            AddsWithin = node.OptionalText("adds_within"),
            Time = node.OptionalChoice("time", Times) switch
            {
                "cohort" => TimeBasis.Cohort,
                "event" => TimeBasis.Event,
                _ => null,
            },
            Reach = node.OptionalChoice("through", Reaches) switch
            {
                "always" => Reach.Always,
                "otherwise" => Reach.Otherwise,
                _ => Reach.None,
            },
            Planned = Pairs(node.Find("planned")).Select(pair => ((string, string)?)(pair.Key, DeclarationNode.Scalar(pair.Value))).FirstOrDefault(),
            IsBackground = Is(node, "background"),
            HasOrigins = Is(node, "origins"),
            Content = Names(node.Find("content")),
            Derived = Names(node.Find("derived")),
            Asked = node.Read(() => DeclarationNode.Each(Pairs(node.Find("asked")), pair => Asked(pair.Key, DeclarationNode.OneOf(pair.Value, Kinds))), []),
            Dimensions = node.Read<IReadOnlyList<Dimension>>(
                () => [.. Names(node.Find("dimensions"), [.. Dimension.All.Select(d => d.Name)]).Select(d => Dimension.All.Single(known => known.Name == d))],
                []
            ),
            Bridges = Pairs(node.Find("bridges")).ToDictionary(pair => pair.Key, pair => Names(pair.Value)),
        };
        node.Stop();
        if ((star.Time is not null || star.Reach != Reach.None) && star.Date is null)
            throw new DeclarationException(node.Line, new("「time」と「through」には「date」が必要です。", "'time' and 'through' need 'date'."), []);
        node.Close();
        return star;
    }

    private static FactColumn Asked(string name, string kind) =>
        kind == "text_of_today" ? new(name, FactColumnKind.Text) { IsOfTodayOnly = true } : new(name, Enum.Parse<FactColumnKind>(kind, ignoreCase: true));

    private static bool Is(DeclarationNode node, string key) => node.OptionalChoice(key, Flag) == "true";

    private static IReadOnlyList<IReadOnlyList<string>> Groups(DeclarationNode node, string key, string[] allowed) =>
        [.. Items(node, key).Select(item => Names(item, allowed))];

    private static IEnumerable<YamlNode> Items(DeclarationNode node, string key) => node.Find(key) is { } found ? Sequence(found) : [];

    private static IEnumerable<(string Key, YamlNode Value)> Pairs(YamlNode? node) => node is null ? [] : DeclarationNode.Mapping(node).Entries;

    private static IReadOnlyList<string> Names(YamlNode? node, string[]? allowed = null) =>
        node is null ? [] : DeclarationNode.Each(Sequence(node), item => allowed is null ? DeclarationNode.Scalar(item) : DeclarationNode.OneOf(item, allowed));

    private static IEnumerable<YamlNode> Sequence(YamlNode node) =>
        node is YamlSequenceNode list
            ? list.Children
            : throw DeclarationNode.Fault(node, new("[a, b] の形の一覧が必要です。", "A list such as [a, b] is needed here."));
}
