using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>One row that a check says must not be.</summary>
public sealed record CheckFinding(string Check, string Fact, long DatasetKey, long Id)
{
    /// <summary>The batch, sheet and line that the fact's row was made of; null where a publication did not work it out.</summary>
    public int? Batch { get; init; }

    /// <summary>The batch's file.</summary>
    public string? File { get; init; }

    /// <inheritdoc cref="Batch"/>
    public string? Sheet { get; init; }

    /// <inheritdoc cref="Batch"/>
    public int? Line { get; init; }
}

/// <summary>What checking found: rows that must not be, and an installation's own checks that do not run.</summary>
public sealed record CheckReport(IReadOnlyList<CheckFinding> Findings, IReadOnlyList<DeclarationFault> Faults);

/// <summary>A check found rows that must not be; what ran into it was rolled back.</summary>
public sealed class CheckFailedException(IReadOnlyList<CheckFinding> findings)
    : Exception(Bilingual.Fill("{0} {0|row fails|rows fail}: {1}", findings.Count, Told(findings).En)),
        IExplained
{
    const int MostTold = 5;

    public IReadOnlyList<CheckFinding> Findings { get; } = findings;

    public Bilingual Reason { get; } =
        new Bilingual("点検で {0} 行が見つかり、公開しませんでした: {1}", "Nothing was published, as {0} {0|row fails|rows fail} a check: {2}").With(
            findings.Count,
            Told(findings).Ja,
            Told(findings).En
        );

    /// <summary>A check found so many rows.</summary>
    public static Bilingual Words(string check, int rows) =>
        (
            check == "conservation"
                ? new Bilingual(
                    "{0} 行が公開のどこにも数えられません。却下にも紹介待ちにもなっていないため、公開しませんでした。",
                    "{0} {0|row|rows} would be nowhere: neither in the star nor rejected nor waiting. Nothing of the file was published."
                )
                : new("点検「{1}」で {0} 行が見つかりました。", "{0} {0|row fails|rows fail} the check '{1}'.")
        ).With(rows, check);

    /// <summary>Where people find the first of the rows: in their files; a row of which that is not known, by its id.</summary>
    static Bilingual Told(IReadOnlyList<CheckFinding> findings)
    {
        var more = findings.Count - MostTold;
        var places = findings
            .Take(MostTold)
            .GroupBy(f => (f.Check, f.File, f.Sheet))
            .Select(place =>
            {
                var name = $"{place.Key.Check}: {place.Key.File}{(place.Key.Sheet is null ? "" : $" [{place.Key.Sheet}]")}";
                return place.Key.File is null
                    ? new Bilingual("{0}{1}", "{0}{1}").With(name, string.Join(", ", place.Select(f => $"{f.Fact} {f.Id} (dataset {f.DatasetKey})")))
                    : new Bilingual("{0} {2} 行", "{0}, {1|line|lines} {2}").With(name, place.Count(), string.Join(", ", place.Select(f => f.Line)));
            })
            .ToList();
        return new(
            string.Join("、", places.Select(place => place.Ja)) + (more > 0 ? $"、ほか {more} 行" : ""),
            string.Join("; ", places.Select(place => place.En)) + (more > 0 ? $" and {more} more" : "")
        );
    }
}

/// <summary>
/// The star's health: every check returns no row when healthy. Within a publication the product's own look at the touched cases alone. An
/// installation's own run by <c>checks.own</c>, as a role that can only read the star and cannot be left, within a savepoint
/// that is rolled back, and keep no lock; one that does not run, or not in time, is left out alone and reported with file and line. Needs a
/// connection within a transaction; where there are own checks, the locks of its session end.
/// </summary>
public sealed class Checks(NpgsqlConnection connection, CheckCatalog catalog)
{
    const int Most = 100;
    const string Explain = "explain "; // as checks.own writes it
    const string Before = "select fact::text, dataset_key::bigint, id::bigint from (\n";
    const string Columns = "fact, dataset_key, id";

    /// <summary>Runs every check, on one dataset or (null) on all; at most a hundred rows of each are told.</summary>
    public async Task<CheckReport> RunAsync(string? dataset = null, CancellationToken cancellation = default)
    {
        var of = dataset is null ? "" : $" where dataset_key = (select dataset_key from mart.dim_dataset where dataset_code = {SqlLiteral.Of(dataset)})";
        var (findings, faults) = (new List<CheckFinding>(), catalog.Faults.ToList());
        // The product's checks name facts without their schema: within a publication views of what it touches stand before them.
        await ExecuteAsync("set local search_path = mart", cancellation);
        foreach (var check in catalog.Checks)
        {
            if (check.File is null)
                findings.AddRange(await RowsAsync(check, new NpgsqlCommand(Statement(check, of), connection), cancellation));
            else if (await ApartAsync(check, of, isPlanned: false, findings, cancellation) is { } fault)
                faults.Add(fault);
        }

        return new(findings, faults);
    }

    /// <summary>The installation's checks that cannot run, without running any.</summary>
    public async Task<IReadOnlyList<DeclarationFault>> FaultsAsync(CancellationToken cancellation = default)
    {
        var faults = catalog.Faults.ToList();
        foreach (var check in catalog.Checks.Where(check => check.File is not null))
        {
            if (await ApartAsync(check, "", isPlanned: true, [], cancellation) is { } fault)
                faults.Add(fault);
        }

        return faults;
    }

    /// <returns>The installation's checks that do not run.</returns>
    /// <exception cref="CheckFailedException">Some check found a row.</exception>
    public async Task<IReadOnlyList<DeclarationFault>> ThrowIfUnhealthyAsync(string? dataset = null, CancellationToken cancellation = default)
    {
        var report = await RunAsync(dataset, cancellation);
        return report.Findings.Count == 0 ? report.Faults : throw new CheckFailedException(report.Findings);
    }

    /// <summary>Runs a check of the publication's own.</summary>
    /// <exception cref="CheckFailedException">It found a row.</exception>
    public static async Task ThrowIfAnyAsync(NpgsqlConnection connection, string name, string sql, CancellationToken cancellation)
    {
        var check = new Check(name, sql);
        if (await RowsAsync(check, new NpgsqlCommand($"{sql}\nlimit {Most}", connection), cancellation) is { Count: > 0 } findings)
            throw new CheckFailedException(findings);
    }

    static string Statement(Check check, string of) => $"{Before}{check.Sql}\n) c{of} limit {Most}";

    static async Task<IReadOnlyList<CheckFinding>> RowsAsync(Check check, NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var _ = command;
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var findings = new List<CheckFinding>();
        while (await reader.ReadAsync(cancellation))
            findings.Add(new(check.Name, reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return findings;
    }

    /// <summary>Runs an installation's check, or only plans it, where it can do no harm; whatever it did is taken back.</summary>
    async Task<DeclarationFault?> ApartAsync(Check check, string of, bool isPlanned, List<CheckFinding> findings, CancellationToken cancellation)
    {
        await ExecuteAsync("savepoint own_check; set local transaction_read_only = on; set local statement_timeout = '60s'", cancellation);
        try
        {
            var own = new NpgsqlCommand("select fact, dataset_key, id from checks.own($1, $2)", connection)
            {
                Parameters =
                {
                    new() { Value = Statement(check, of) },
                    new() { Value = isPlanned },
                },
            };
            findings.AddRange(await RowsAsync(check, own, cancellation));
            return null;
        }
        catch (PostgresException error) when (!cancellation.IsCancellationRequested)
        {
            var place = error.InternalPosition - 1 - Before.Length - (isPlanned ? Explain.Length : 0);
            return new(check.File!, LineOf(check, place), Reason(error), error.SqlState == PostgresErrorCodes.UndefinedColumn ? [Columns] : []);
        }
        catch (InvalidCastException)
        {
            return new(check.File!, 1, new("空欄の列があります。", "A column of a row is null."), [Columns]);
        }
        finally
        {
            // Locks of the session are the one thing that a rollback leaves. The transaction's own stay.
            await ExecuteAsync("rollback to savepoint own_check; release savepoint own_check; select pg_advisory_unlock_all()", CancellationToken.None);
        }
    }

    static Bilingual Reason(PostgresException error) =>
        error.SqlState == PostgresErrorCodes.QueryCanceled
            ? new("60秒以内に終わりません。", "It does not end within 60 seconds.")
            : new($"点検を実行できません: {DataFault.Message(error)}", $"The check does not run: {DataFault.Message(error)}");

    /// <summary>The line of a place in the check's text; what fails outside it is told of its first line.</summary>
    static int LineOf(Check check, int place) => 1 + check.Sql.Take(place <= check.Sql.Length ? place : 0).Count(letter => letter == '\n');

    async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
