using System.Text.Json;
using Analytics.Sql.Access;
using Analytics.Sql.Commands;
using Analytics.Sql.Model.Declarations;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Sql.Audit;

/// <summary>Reads what came in, what became of it and what was published, newest first, page by page (from 1). Thread-safe.</summary>
public sealed class AuditLog(ScopedReader reader)
{
    /// <summary>Kinds of finding that can be asked for.</summary>
    public static readonly IReadOnlyList<string> FindingKinds = ["rejected", "waiting", "warning"];

    /// <summary>States of a batch that can be asked for.</summary>
    public static readonly IReadOnlyList<string> BatchStates = ["refused", "loaded", "published", "withdrawn", "held"];

    /// <summary>Files that were offered, of one dataset, in one state and of one number where these are given.</summary>
    public Task<Page<BatchRow>> BatchesAsync(
        int page,
        int size,
        string? dataset = null,
        string? state = null,
        int? batch = null,
        CancellationToken cancellation = default
    ) =>
        ReadAsync(
            "Audit/batches.sql",
            page,
            size,
            [Text("dataset", dataset), Text("state", state), Number("batch", batch)],
            totalColumn: 21,
            row => new BatchRow
            {
                Batch = row.GetInt32(0),
                Dataset = row.GetString(1),
                Source = row.GetString(2),
                Owner = row.GetString(3),
                File = row.GetString(4),
                Sha256 = TextOf(row, 5),
                Bytes = row.GetInt64(6),
                Format = row.GetString(7),
                Encoding = TextOf(row, 8),
                ReceivedVia = row.GetString(9),
                ReceivedAt = row.GetFieldValue<DateTimeOffset>(10),
                State = row.GetString(11),
                RowsRead = row.GetInt32(12),
                RowsLoaded = row.GetInt32(13),
                RowsRejected = row.GetInt32(14),
                RowsNew = row.IsDBNull(22) ? null : row.GetInt32(22),
                RowsRevised = row.IsDBNull(23) ? null : row.GetInt32(23),
                RowsUnchanged = row.IsDBNull(24) ? null : row.GetInt32(24),
                RowsRejectedNow = row.GetInt32(25),
                RowsWaiting = row.GetInt32(26),
                RowsSkipped = row.GetString(15),
                UnknownColumns = row.GetFieldValue<string[]>(16),
                Refusal = TextOf(row, 17),
                Held = TextOf(row, 27),
                LoadSeconds = row.IsDBNull(18) ? null : row.GetDouble(18),
                PublishedIn = row.IsDBNull(19) ? null : row.GetInt32(19),
                WithdrawnIn = row.IsDBNull(20) ? null : row.GetInt32(20),
                Withdrawal = TextOf(row, 28),
                ShownBy = row.IsDBNull(29) ? null : row.GetInt32(29),
            },
            cancellation
        );

    /// <summary>
    /// What can become of a row of a file, in the order in which it is told, and in which the first counts where several facts were made of one row.
    /// </summary>
    public static readonly IReadOnlyList<string> Fates =
    [
        "passed",
        "rejected",
        "held",
        "withdrawn",
        "waiting",
        "star",
        "duplicate",
        "superseded",
        "pending",
        "lost",
    ];

    /// <summary>
    /// How many rows of a file became what (<see cref="Fates"/>); those that are no data (title, blank, total, footnote) among the passed over. The
    /// sum is all rows of the file; empty for a refused one.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> AccountAsync(int batch, CancellationToken cancellation = default)
    {
        var account = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!await AreFatesToldAsync(cancellation))
        {
            return account;
        }

        await using var command = reader.CreateCommand(EmbeddedText.Read("Audit/account.sql"));
        command.Parameters.Add(Number("batch", batch));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            account.Add(row.GetString(0), row.GetInt64(1));
        }

        return account;
    }

    /// <summary>The rows of a file that became one of <see cref="Fates"/>, by sheet and line.</summary>
    public async Task<Page<FileRow>> FateRowsAsync(int batch, string fate, int page, int size, CancellationToken cancellation = default) =>
        await AreFatesToldAsync(cancellation)
            ? await ReadAsync(
                "Audit/fate_rows.sql",
                page,
                size,
                [Number("batch", batch), Text("fate", fate)],
                totalColumn: 2,
                row => new FileRow(TextOf(row, 0), row.GetInt32(1)),
                cancellation
            )
            : new(page, size, 0, []);

    /// <summary>Findings of one <paramref name="kind"/> that still stand, of one dataset and of one batch where these are given.</summary>
    public Task<Page<FindingRow>> FindingsAsync(
        string kind,
        int page,
        int size,
        string? dataset = null,
        int? batch = null,
        CancellationToken cancellation = default
    ) =>
        ReadAsync(
            "Audit/findings.sql",
            page,
            size,
            [Text("kind", kind), Text("dataset", dataset), Number("batch", batch)],
            totalColumn: 14,
            row => new FindingRow(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt32(3),
                row.GetString(4),
                TextOf(row, 5),
                row.GetInt32(6),
                TextOf(row, 7),
                TextOf(row, 8),
                row.GetString(9),
                new Bilingual(row.GetString(10), row.GetString(11)),
                new Bilingual(row.GetString(12), row.GetString(13))
            ),
            cancellation
        );

    /// <summary>
    /// Findings by dataset, kind, rule and column: of one kind, dataset and batch where these are given; those that still stand, or those of a
    /// publication.
    /// </summary>
    public async Task<IReadOnlyList<FindingGroup>> FindingGroupsAsync(
        string? kind = null,
        string? dataset = null,
        int? batch = null,
        int? publication = null,
        CancellationToken cancellation = default
    ) =>
        (
            await ReadAsync(
                "Audit/finding_groups.sql",
                1,
                10_000,
                [Text("kind", kind), Text("dataset", dataset), Number("batch", batch), Number("publication", publication)],
                totalColumn: 9,
                row => new FindingGroup(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    TextOf(row, 3),
                    new(row.GetString(4), row.GetString(5)),
                    new(row.GetString(6), row.GetString(7)),
                    row.GetInt64(8)
                ),
                cancellation
            )
        ).Items;

    /// <summary>The columns of a batch as it was loaded, each beside the same column of the batch before of the same source, dataset and owner.</summary>
    public async Task<IReadOnlyList<ProfileRow>> ProfileAsync(int batch, CancellationToken cancellation = default) =>
        (
            await ReadAsync(
                "Audit/profile.sql",
                1,
                1000,
                [Number("batch", batch)],
                totalColumn: 11,
                row => new ProfileRow(
                    row.GetString(0),
                    TextOf(row, 1),
                    row.GetInt32(2),
                    row.GetInt32(3),
                    row.GetInt32(4),
                    TextOf(row, 5),
                    TextOf(row, 6),
                    row.IsDBNull(7) ? null : new EarlierProfile(row.GetInt32(7), row.GetInt32(8), row.GetInt32(9), row.GetInt32(10))
                ),
                cancellation
            )
        ).Items;

    /// <summary>The sources that have rejected rows which stand, with how many rows; of one dataset and one batch where these are given.</summary>
    public async Task<IReadOnlyList<RejectedSource>> RejectedSourcesAsync(
        string? dataset = null,
        int? batch = null,
        CancellationToken cancellation = default
    ) =>
        (
            await ReadAsync(
                "Audit/rejected_sources.sql",
                1,
                1000,
                [Text("dataset", dataset), Number("batch", batch)],
                totalColumn: 3,
                row => new RejectedSource(row.GetString(0), row.GetString(1), row.GetInt64(2)),
                cancellation
            )
        ).Items;

    /// <summary>What became of a batch, the oldest first.</summary>
    public async Task<IReadOnlyList<BatchEvent>> EventsAsync(int batch, CancellationToken cancellation = default) =>
        (
            await ReadAsync(
                "Audit/batch_events.sql",
                1,
                1000,
                [Number("batch", batch)],
                totalColumn: 7,
                row => new BatchEvent(
                    row.GetFieldValue<DateTimeOffset>(0),
                    row.GetString(1),
                    TextOf(row, 2),
                    TextOf(row, 3),
                    row.IsDBNull(4) ? null : row.GetInt32(4),
                    row.IsDBNull(5) ? null : new(row.GetString(5), row.GetString(6))
                ),
                cancellation
            )
        ).Items;

    /// <summary>Sources whose declaration has changed since files that count were read; of one dataset where it is given.</summary>
    public async Task<IReadOnlyList<OlderDeclaration>> OlderDeclarationsAsync(string? dataset = null, CancellationToken cancellation = default) =>
        (
            await ReadAsync(
                "Audit/older_declarations.sql",
                1,
                1000,
                [Text("dataset", dataset)],
                totalColumn: 3,
                row => new OlderDeclaration(
                    row.GetString(0),
                    row.GetInt64(1),
                    TextOf(row, 2) is { } preview ? JsonSerializer.Deserialize<PreviewAnswer>(preview, CommandKinds.Json) : null
                ),
                cancellation
            )
        ).Items;

    /// <summary>How many files count that were read under older rules than <see cref="ReadingRules.Version"/>; of one dataset where it is given.</summary>
    public async Task<long> OlderReadingsAsync(string? dataset = null, CancellationToken cancellation = default)
    {
        await using var command = reader.CreateCommand(EmbeddedText.Read("Audit/older_readings.sql"));
        command.Parameters.Add(Text("dataset", dataset));
        command.Parameters.Add(Number("version", ReadingRules.Version));
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>An installation's own sources and checks that the worker leaves out, by file relative to their folder.</summary>
    public async Task<IReadOnlyList<DeclarationFault>> DeclarationFaultsAsync(CancellationToken cancellation = default)
    {
        await using var command = reader.CreateCommand(EmbeddedText.Read("Audit/declaration_faults.sql"));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var faults = new List<DeclarationFault>();
        while (await row.ReadAsync(cancellation))
        {
            faults.Add(new(row.GetString(0), row.GetInt32(1), new Bilingual(row.GetString(2), row.GetString(3)), row.GetFieldValue<string[]>(4)));
        }

        return faults;
    }

    /// <summary>Held batches and datasets that cannot be published, with the reasons; of one dataset where it is given.</summary>
    public async Task<IReadOnlyList<Standstill>> StandstillAsync(string? dataset = null, CancellationToken cancellation = default)
    {
        await using var command = reader.CreateCommand(EmbeddedText.Read("Audit/standstill.sql"));
        command.Parameters.Add(Text("dataset", dataset));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var items = new List<Standstill>();
        while (await row.ReadAsync(cancellation))
        {
            items.Add(
                new(
                    row.GetString(0),
                    row.IsDBNull(1) ? null : row.GetInt32(1),
                    TextOf(row, 2),
                    new(row.GetString(3), row.GetString(4)),
                    row.IsDBNull(6) ? null : new(TextOf(row, 5), row.GetInt32(6))
                )
            );
        }

        return items;
    }

    /// <summary>Publications.</summary>
    public Task<Page<PublicationRow>> PublicationsAsync(int page, int size, CancellationToken cancellation = default) =>
        ReadAsync(
            "Audit/publications.sql",
            page,
            size,
            [],
            totalColumn: 6,
            row => new PublicationRow(
                row.GetInt32(0),
                row.GetFieldValue<DateTimeOffset>(1),
                row.GetDouble(2),
                row.GetInt32(3),
                row.GetInt32(4),
                row.GetString(5)
            ),
            cancellation
        );

    private async Task<Page<T>> ReadAsync<T>(
        string statement,
        int page,
        int size,
        IReadOnlyList<NpgsqlParameter> parameters,
        int totalColumn,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation
    )
    {
        await using var command = reader.CreateCommand(EmbeddedText.Read(statement));
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        command.Parameters.Add(new NpgsqlParameter<int>("size", size));
        command.Parameters.Add(new NpgsqlParameter<long>("skipped", (page - 1L) * size));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var items = new List<T>();
        var total = 0L;
        while (await row.ReadAsync(cancellation))
        {
            items.Add(read(row));
            total = row.GetInt64(totalColumn);
        }

        // Past the end there is no row to carry the total.
        return items.Count == 0 && page > 1
            ? new Page<T>(page, size, (await ReadAsync(statement, 1, 1, parameters, totalColumn, read, cancellation)).Total, items)
            : new Page<T>(page, size, total, items);
    }

    /// <summary>False until the worker has started once, and made the view.</summary>
    private async Task<bool> AreFatesToldAsync(CancellationToken cancellation)
    {
        await using var command = reader.CreateCommand("select to_regclass('staging.row_fates') is not null");
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static NpgsqlParameter Number(string name, int? value) => new(name, NpgsqlDbType.Integer) { Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Text(string name, string? value) => new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
