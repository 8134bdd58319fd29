using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Questions;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>
/// What a yearly review tells beside its figures: publications, reasons of changes, agreements, model cases, findings; each one round to the database. Answers
/// about a named publication are kept a while. Thread-safe.
/// </summary>
public sealed class ReviewReader(ScopedReader reader, AuditLog audit) : IPageReader
{
    /// <summary>Model cases told one by one, and rows named per reason.</summary>
    public const int Cases = 6,
        RowsPerReason = 5;

    private const int Kept = 200;
    private readonly ConcurrentDictionary<string, Task<object>> kept = new(StringComparer.Ordinal);

    /// <summary>The page's own publication and, the newest first, those before it that brought something to its dataset.</summary>
    public Task<IReadOnlyList<PublicationState>> PublicationsAsync(Inquiry inquiry) =>
        AskAsync<IReadOnlyList<PublicationState>>(
            inquiry,
            "publications",
            _ => { },
            async row =>
            {
                var states = new List<PublicationState>();
                while (await row.ReadAsync())
                    states.Add(
                        new(
                            row.GetInt32(0),
                            row.GetFieldValue<DateTimeOffset>(1),
                            row.GetFieldValue<DateOnly>(2),
                            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!,
                            row.GetBoolean(4)
                        )
                    );
                return states;
            }
        );

    /// <summary>Why the figures of the page's year and the year before differ from those of <paramref name="earlier"/>.</summary>
    public Task<IReadOnlyList<ChangeReason>> ReasonsAsync(Inquiry inquiry, PublicationState earlier) =>
        AskAsync<IReadOnlyList<ChangeReason>>(
            inquiry,
            "changes",
            command =>
            {
                var calendar = inquiry.Question.Dataset.Calendar;
                Set(
                    command,
                    ("old", earlier.Publication),
                    ("new", inquiry.Question.Dataset.Publication),
                    ("old_through", Key(earlier.Through)),
                    ("most", RowsPerReason),
                    ("start_month", calendar.StartMonth),
                    ("first", Key(calendar.FirstDay(inquiry.Question.Year - 1))),
                    ("last", Key(calendar.LastDay(inquiry.Question.Year)))
                );
                foreach (var fact in Fact.All)
                    command.CommandText = command.CommandText.Replace(
                        $"{{{fact.Name}}}",
                        RowSlice.Of(inquiry, fact, command.Parameters),
                        StringComparison.Ordinal
                    );
                // A target belongs to its own region and cluster: it says nothing about another slice.
                command.CommandText = command.CommandText.Replace(
                    "{targets}",
                    inquiry.Question.Narrowing.Count == 0 ? "true" : "false",
                    StringComparison.Ordinal
                );
            },
            ChangeReasons.ReadAsync,
            $"{earlier.Publication}"
        );

    /// <summary>The agreements in force in the page's year, as they are known today.</summary>
    public Task<IReadOnlyList<AgreementTerm>> AgreementsAsync(Inquiry inquiry) =>
        AskAsync<IReadOnlyList<AgreementTerm>>(
            inquiry,
            "agreements",
            command =>
                command.Parameters.AddRange(
                    new NpgsqlParameter[]
                    {
                        new NpgsqlParameter<DateOnly>("first", inquiry.Question.Dataset.Calendar.FirstDay(inquiry.Question.Year)),
                        new NpgsqlParameter<DateOnly>("last", inquiry.Question.Dataset.Calendar.LastDay(inquiry.Question.Year)),
                    }
                ),
            async row =>
            {
                var terms = new List<AgreementTerm>();
                while (await row.ReadAsync())
                    terms.Add(
                        new(
                            row.GetString(0),
                            row.GetString(1),
                            new(row.GetString(2), row.GetString(8)),
                            new(row.GetString(3), row.GetString(9)),
                            Day(row, 4),
                            Day(row, 5),
                            Day(row, 6),
                            Text(row, 7),
                            Text(row, 10)
                        )
                    );
                return terms;
            }
        );

    /// <summary>The cases that were first flagged as model cases in the page's year, within its filters.</summary>
    public Task<ModelCases> CasesAsync(Inquiry inquiry) =>
        AskAsync(
            inquiry,
            "cases",
            command =>
            {
                var calendar = inquiry.Question.Dataset.Calendar;
                Set(
                    command,
                    ("first", Key(calendar.FirstDay(inquiry.Question.Year))),
                    ("last", Key(calendar.LastDay(inquiry.Question.Year))),
                    ("through", Key(inquiry.Question.Dataset.DataThrough!.Value)),
                    ("most", Cases)
                );
                command.CommandText = command.CommandText.Replace(
                    "{conditions}",
                    "      and " + RowSlice.Of(inquiry, Fact.Outcomes, command.Parameters),
                    StringComparison.Ordinal
                );
            },
            ReadCasesAsync
        );

    /// <summary>What was found wrong with the dataset's rows, by kind, rule and column.</summary>
    public Task<IReadOnlyList<FindingGroup>> FindingsAsync(Inquiry inquiry) =>
        audit.FindingGroupsAsync(dataset: inquiry.Question.Dataset.Code, publication: inquiry.Question.Dataset.Publication);

    private static async Task<ModelCases> ReadCasesAsync(NpgsqlDataReader row)
    {
        var (total, cases, place, events) = (0, new List<ModelCase>(), 0, new List<CaseEvent>());
        while (await row.ReadAsync())
        {
            if (row.GetInt32(0) != place)
            {
                (place, total, events) = (row.GetInt32(0), row.GetInt32(1), []);
                cases.Add(
                    new(
                        row.GetString(2),
                        row.GetBoolean(5) ? Both(row, 3) : null,
                        row.GetBoolean(8) ? Both(row, 6) : null,
                        new(row.GetString(9), Text(row, 10), row.GetInt32(11)),
                        events
                    )
                );
            }

            events.Add(
                new(
                    DayOf(row.GetInt32(12)),
                    row.GetString(24) == "year",
                    row.GetString(13),
                    row.GetBoolean(16) ? Both(row, 14) : null,
                    Both(row, 17),
                    Text(row, 21),
                    Number(row, 19),
                    Number(row, 20),
                    Text(row, 22),
                    Text(row, 23)
                )
            );
        }

        return new(total, cases);
    }

    // One round: the statement with its dataset and publication, remembered under everything that it depends on.
    private async Task<T> AskAsync<T>(Inquiry inquiry, string statement, Action<NpgsqlCommand> fill, Func<NpgsqlDataReader, Task<T>> read, string further = "")
        where T : class
    {
        var key = $"{statement} {further} {inquiry.Question.Ask([inquiry.Lead]).CanonicalText()}";
        if (kept.Count > Kept)
            kept.Clear();
        var asked = kept.GetOrAdd(key, _ => RunAsync());
        try
        {
            return (T)await asked;
        }
        catch (Exception)
        {
            kept.TryRemove(KeyValuePair.Create(key, asked));
            throw;
        }

        async Task<object> RunAsync()
        {
            await using var command = reader.CreateCommand(
                EmbeddedText
                    .Read($"Pages/Review/{statement}.sql", Assembly.GetExecutingAssembly())
                    .Replace("@dataset_key", "(select dataset_key from mart.dim_dataset where dataset_code = @dataset)", StringComparison.Ordinal)
            );
            command.Parameters.AddWithValue("dataset", inquiry.Question.Dataset.Code);
            command.Parameters.AddWithValue("publication", inquiry.Question.Dataset.Publication);
            fill(command);
            await using var row = await command.ExecuteReaderAsync();
            return await read(row);
        }
    }

    private static void Set(NpgsqlCommand command, params (string Name, int Value)[] values)
    {
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
    }

    internal static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    internal static Bilingual? Both(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new(row.GetString(column), row.IsDBNull(column + 1) ? row.GetString(column) : row.GetString(column + 1));

    internal static DateOnly DayOf(int key) => new(key / 10000, key / 100 % 100, key % 100);

    private static DateOnly? Day(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static int Key(DateOnly day) => int.Parse(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
