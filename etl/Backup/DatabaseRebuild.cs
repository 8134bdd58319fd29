using System.Text.Json;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Backup;

/// <summary>
/// Brings a database to what a backup holds, in one transaction: the product's schemas are dropped, the migrations of the backup's level run, what they
/// do not make is made as the backup describes it, and
/// all rows come back. References are checked at the end, as sets. Until it is committed others see the old state.
/// </summary>
sealed class DatabaseRebuild(NpgsqlConnection connection, BackupFile backup, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
{
    const string OwnSchemas = "select string_agg(quote_ident(nspname), ', ') from pg_namespace where nspowner = to_regrole('analytics_owner')";
    static readonly string[] Roles = ["analytics_owner", "analytics_loader", "analytics_reader"];

    readonly BackupManifest _says = backup.Says;

    /// <summary>Does it all; the caller commits.</summary>
    public async Task RunAsync()
    {
        await RunAsync("set local client_min_messages = warning; set local maintenance_work_mem = '256MB'");
        await RunAsync("set local statement_timeout = 0; set local lock_timeout = '30s'; set local idle_in_transaction_session_timeout = 0");
        if (await TextAsync(OwnSchemas) is { } schemas)
            await RunAsync($"drop schema {schemas} cascade");
        await Migrator.ApplyTogetherAsync(connection, [.. migrations.Take(_says.Migrations.Count)], cancellation);
        await RunAsync("set local search_path = pg_catalog");
        await MakeTablesAsync();
        var references = await SetReferencesAsideAsync();
        await CopyAsync();
        await MakePartsAsync(areReferences: false);
        foreach (var (table, name, definition) in references)
            await RunAsync($"alter table {table} add constraint {Identifier.Quote(name)} {definition}");
        await MakePartsAsync(areReferences: true);
        foreach (var sequence in _says.Sequences)
            await RunAsync($"select setval({SqlLiteral.Of(sequence.Name)}, {sequence.LastValue}, {sequence.IsCalled})");
        await MakeFunctionsAsync();
        await MakeViewsAsync();
        foreach (var table in _says.Tables.Where(table => table.Kind == 'r'))
            await RunAsync($"analyze {table.FullName}");
    }

    /// <summary>Partitions are always those of the backup; of the other tables only what is missing is made.</summary>
    async Task MakeTablesAsync()
    {
        foreach (var partition in await DatabaseSnapshot.TextsAsync(connection, "partitions", cancellation))
            await RunAsync($"drop table if exists {partition}");
        foreach (var sequence in _says.Sequences.Where(sequence => !sequence.IsIdentity))
            await AsAsync(sequence.Owner, $"create sequence if not exists {sequence.Name} {sequence.Options}");
        var there = await TablesAsync();
        foreach (var table in _says.Tables)
        {
            if (there.TryGetValue(table.FullName, out var made))
            {
                foreach (var column in (table.Columns ?? []).ExceptBy((made.Columns ?? []).Select(known => known.Name), column => column.Name))
                    await RunAsync($"alter table {table.FullName} add column {Text(column)}");
                continue;
            }

            var kind = table.PartitionKey is null ? "" : $" partition by {table.PartitionKey}";
            await AsAsync(
                table.Owner,
                table.Parent is null
                    ? $"create {(table.IsUnlogged ? "unlogged " : "")}table {table.FullName} ({string.Join(", ", (table.Columns ?? []).Select(Text))}){kind}"
                    : $"create {(table.IsUnlogged ? "unlogged " : "")}table {table.FullName} partition of {table.Parent} {table.Bound}{kind}"
            );
            await GrantAsync("table", table.FullName, table.Owner, table.Grants);
            await RunAsync($"comment on table {table.FullName} is {SqlLiteral.Of(table.Comment)}");
            foreach (var column in (table.Columns ?? []).Where(column => column.Comment is not null && table.Parent is null))
                await RunAsync($"comment on column {table.FullName}.{Identifier.Quote(column.Name)} is {SqlLiteral.Of(column.Comment)}");
        }

        foreach (var sequence in _says.Sequences.Where(sequence => sequence.OwnedBy is not null))
            await RunAsync($"alter sequence {sequence.Name} owned by {sequence.OwnedBy}");
    }

    /// <summary>Drops all references, so that rows may come in any order and are checked together; returns them.</summary>
    async Task<List<(string Table, string Name, string Definition)>> SetReferencesAsideAsync()
    {
        var references = new List<(string, string, string)>();
        await using (var command = new NpgsqlCommand(EmbeddedText.Read("Backup/references.sql", typeof(DatabaseRebuild).Assembly), connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                references.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        foreach (var (table, name, _) in references)
            await RunAsync($"alter table {table} drop constraint {Identifier.Quote(name)}");
        return references;
    }

    /// <summary>Takes the rows in, and counts them. What a row's coming would set off (an announcement) happened when it came first.</summary>
    async Task CopyAsync()
    {
        var tables = _says.Tables.Where(table => table.Kind == 'r').ToList();
        await RunAsync($"truncate {string.Join(", ", await DatabaseSnapshot.TextsAsync(connection, "table_names", cancellation))}");
        foreach (var table in tables.Where(table => table.Copied.Any()))
        {
            await RunAsync($"alter table {table.FullName} disable trigger user");
            await using (var rows = backup.Rows(table))
            await using (
                var copy = await connection.BeginRawBinaryCopyAsync(
                    $"copy {table.FullName} ({string.Join(", ", table.Copied)}) from stdin (format binary)",
                    cancellation
                )
            )
            {
                await rows.CopyToAsync(copy, cancellation);
            }

            await RunAsync($"alter table {table.FullName} enable trigger user");
            var count = await TextAsync($"select count(*)::text from {table.FullName}");
            if (count != $"{table.Rows}")
            {
                throw new RefusalException(
                    $"{table.Schema}.{table.Name} の行数 {count} が、バックアップの {table.Rows} と一致しません。何も変更していません。",
                    $"{table.Schema}.{table.Name} came to {count} rows, but the backup has {table.Rows}. Nothing was changed."
                );
            }
        }
    }

    /// <summary>Makes the constraints, indexes and triggers that are missing; first those of a table alone, then those that lead to another one.</summary>
    async Task MakePartsAsync(bool areReferences)
    {
        var there = await TablesAsync();
        foreach (var table in _says.Tables)
        {
            var made = there[table.FullName];
            foreach (var part in Missing(table.Constraints, made.Constraints).Where(part => part.IsReference == areReferences))
                await RunAsync($"alter table {table.FullName} add constraint {Identifier.Quote(part.Name)} {part.Definition}");
            foreach (var part in areReferences ? [] : Missing(table.Indexes, made.Indexes).Concat(Missing(table.Triggers, made.Triggers)))
                await RunAsync(part.Definition);
        }
    }

    async Task MakeFunctionsAsync()
    {
        await RunAsync("set local check_function_bodies = off");
        var there = (await ObjectsAsync<FunctionObject>("functions")).ToDictionary(function => function.Name);
        foreach (var function in _says.Functions.Where(function => there.GetValueOrDefault(function.Name)?.Definition != function.Definition))
        {
            await AsAsync(function.Owner, function.Definition);
            await RunAsync($"comment on routine {function.Name} is {SqlLiteral.Of(function.Comment)}");
            if (function.Grants is not null)
                await GrantAsync("routine", function.Name, function.Owner, function.Grants);
        }
    }

    async Task MakeViewsAsync()
    {
        foreach (var view in _says.Views)
        {
            // Asked each time: what reads a view that is replaced goes with it.
            var there = (await ObjectsAsync<ViewObject>("views")).FirstOrDefault(known => known.Name == view.Name);
            if (there?.Definition == view.Definition)
                continue;
            var kind = view.IsMaterialized ? "materialized view" : "view";
            if (there is not null)
                await RunAsync($"drop {(there.IsMaterialized ? "materialized view" : "view")} {view.Name} cascade");
            await AsAsync(view.Owner, $"create {kind} {view.Name} as {view.Definition}");
            await RunAsync($"comment on {kind} {view.Name} is {SqlLiteral.Of(view.Comment)}");
            await GrantAsync("table", view.Name, view.Owner, view.Grants);
        }
    }

    async Task GrantAsync(string kind, string name, string owner, IReadOnlyList<Grant>? grants)
    {
        var others = Roles.Where(role => role != OwnerOf(owner)).Append("public").ToList();
        await RunAsync($"revoke all on {kind} {name} from {string.Join(", ", others)}");
        // Postgres 17 knows a right that an older server does not.
        var hasMaintain = connection.PostgreSqlVersion.Major >= 17;
        foreach (var grant in (grants ?? []).Where(grant => others.Contains(grant.Role) && (hasMaintain || grant.Privilege != "MAINTAIN")))
            await RunAsync($"grant {grant.Privilege} on {kind} {name} to {grant.Role}");
    }

    /// <summary>Acts as the owner that it had, so that it belongs to that one again.</summary>
    Task AsAsync(string owner, string sql) => RunAsync($"set local role {OwnerOf(owner)}; {sql.TrimEnd().TrimEnd(';')}; set local role none");

    /// <summary>One of the product's own roles; who else owned it was whoever migrated that database.</summary>
    static string OwnerOf(string owner) => Roles.Contains(owner) ? owner : Roles[0];

    static string Text(ColumnObject column) =>
        string.Concat(
            $"{Identifier.Quote(column.Name)} {column.Type}",
            column.Collation is null ? "" : $" collate {column.Collation}",
            column.Identity is not null ? $" generated {column.Identity} as identity (sequence name {column.Sequence})"
                : column.Generated is not null ? $" generated always as ({column.Expression}) {column.Generated}"
                : column.Expression is null ? ""
                : $" default {column.Expression}",
            column.IsRequired ? " not null" : ""
        );

    static IEnumerable<TablePart> Missing(IReadOnlyList<TablePart>? wanted, IReadOnlyList<TablePart>? there) =>
        (wanted ?? []).ExceptBy((there ?? []).Select(part => part.Name), part => part.Name);

    async Task<Dictionary<string, TableObject>> TablesAsync() => (await ObjectsAsync<TableObject>("tables")).ToDictionary(table => table.FullName);

    async Task<IReadOnlyList<T>> ObjectsAsync<T>(string statement) =>
        [.. (await DatabaseSnapshot.TextsAsync(connection, statement, cancellation)).Select(text => JsonSerializer.Deserialize<T>(text, BackupManifest.Json)!)];

    async Task<string?> TextAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
