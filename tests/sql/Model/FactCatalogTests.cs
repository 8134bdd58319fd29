using System.Text.Json;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Sql.Model;

/// <summary>What facts declare of themselves, and what is written from it.</summary>
public class FactCatalogTests
{
    const string Visits = """
        label: {ja: 訪問, en: Visits}
        description: {ja: 訪問。, en: Visits.}
        sort: 10
        columns:
          - {name: visit_number, type: text, required: true}
          - {name: visited_date, type: date, required: true}
        key: [visit_number]
        date: visited_date
        star:
          key: [visit_id]
          date: visited_date_key
          time: event
        """;

    [Fact]
    public void Product_HasEveryFactInItsOrder()
    {
        Assert.Empty(FactCatalog.Of(FactCatalog.Texts).Faults);
        Assert.Equal(
            [
                "referrals",
                "engagements",
                "outcomes",
                "targets",
                "agreements",
                "cluster_validity",
                "establishments",
                "meeting_attendance",
                "survey_responses",
                "statistics",
            ],
            FactCatalog.Product.Names
        );
        // Whatever is counted by a date can be asked, but for what figures are only set against.
        Assert.Equal(["referrals", "engagements", "outcomes", "meeting_attendance", "survey_responses", "statistics"], Fact.All.Select(fact => fact.Name));
        Assert.Equal("attendance_id meeting_number", $"{Fact.MeetingAttendance.IdColumn} {Fact.MeetingAttendance.NumberColumn}");
    }

    [Theory]
    [InlineData("type: date", "type: datum", 6, "'datum' is not allowed here. Allowed: text, text[], date, smallint, integer, bigint, numeric, boolean.")]
    [InlineData("key: [visit_number]", "key: [number]", 7, "'number' is not allowed here. Allowed: visit_number, visited_date.")]
    [InlineData("sort: 10", "sorts: 10", 1, "'sort' is missing.")]
    [InlineData("time: event", "times: event", 12, "There is no key 'times' here.")]
    [InlineData("  date: visited_date_key\n", "", 10, "'time' and 'through' need 'date'.")]
    public void Of_FaultyDeclaration_NamesFileAndLine(string right, string wrong, int line, string reason)
    {
        var catalog = FactCatalog.Of([("Facts/visits.yaml", Visits.Replace(right, wrong, StringComparison.Ordinal))]);
        Assert.Empty(catalog.All);
        Assert.Contains(catalog.Faults, fault => fault.ToString().StartsWith($"Facts/visits.yaml:{line}: {reason}", StringComparison.Ordinal));
    }

    [Fact]
    public void Template_WritesAListOfEveryFactThatIsMeant()
    {
        var facts = FactCatalog.Of([
            ("Facts/visits.yaml", Visits),
            ("Facts/others.yaml", Visits.Replace("sort: 10", "sort: 11", StringComparison.Ordinal).Replace("visit_id", "other_id", StringComparison.Ordinal)),
        ]);
        Assert.Equal(
            """
            select * from (
                select '{}', visit_id from fct_visits where visited_date_key < 0
                union all
                select '{}', other_id from fct_others where visited_date_key < 0
            ) f
            analyze visits;
            analyze others;
            """,
            FactTemplate.Fill(
                """
                select * from (
                    {each dated fact: select '{}', {id} from {table} where {date} < 0}
                ) f
                {each starred fact: analyze {fact};}
                """,
                facts
            )
        );
        Assert.Throws<InvalidOperationException>(() => FactTemplate.Fill("{each dated fact: {what}}", facts));
        Assert.Throws<InvalidOperationException>(() => FactTemplate.Fill("{each odd fact: {id}}", facts));
    }

    [Fact]
    public void Schema_KnowsWhatTheReaderKnows()
    {
        using var schema = JsonDocument.Parse(EmbeddedText.Read("Facts/fact.schema.json"));
        var definitions = schema.RootElement.GetProperty("definitions");
        var (column, star) = (definitions.GetProperty("column").GetProperty("properties"), definitions.GetProperty("star").GetProperty("properties"));
        Assert.Equal(FactReader.Types, Enum(column.GetProperty("type")));
        Assert.Equal(FactReader.Lists, Enum(column.GetProperty("list")));
        Assert.Equal(FactReader.Units, Enum(column.GetProperty("unit")));
        Assert.Equal(FactReader.Times, Enum(star.GetProperty("time")));
        Assert.Equal(FactReader.Reaches, Enum(star.GetProperty("through")));
        Assert.Equal(FactReader.Kinds, Enum(star.GetProperty("asked").GetProperty("additionalProperties")));

        static IEnumerable<string?> Enum(JsonElement property) => property.GetProperty("enum").EnumerateArray().Select(item => item.GetString());
    }
}
