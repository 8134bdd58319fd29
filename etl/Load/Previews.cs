using Analytics.Etl.Findings;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Commands;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>Tries what would be done, tells what it would change, and takes it back: nothing remains. Thread-safe.</summary>
public sealed class Previews
{
    /// <summary>Rejected rows of a file that are told one by one.</summary>
    const int MostRows = 5;

    readonly NpgsqlDataSource _loader;
    readonly SourceCatalog _sources;
    readonly ModelCatalog _model;
    readonly StagingViews _staging;
    readonly BatchLoader _batches;
    readonly LoadRun _run;
    readonly ReloadRun _reloads;
    readonly Publisher _publisher;
    readonly TimeProvider _time;

    internal Previews(
        NpgsqlDataSource loader,
        SourceCatalog sources,
        ModelCatalog model,
        StagingViews staging,
        BatchLoader batches,
        LoadRun run,
        ReloadRun reloads,
        Publisher publisher,
        TimeProvider time
    ) =>
        (_loader, _sources, _model, _staging, _batches, _run, _reloads, _publisher, _time) = (
            loader,
            sources,
            model,
            staging,
            batches,
            run,
            reloads,
            publisher,
            time
        );

    /// <summary>What a withdrawal or a release would change.</summary>
    /// <exception cref="RefusalException">It cannot be made, or could not be published.</exception>
    public async Task<PreviewAnswer> OfAsync(int batch, BatchChange change, CancellationToken cancellation = default)
    {
        var known = await KnownBatch.FindAsync(_loader, batch, cancellation);
        await using var turn = await LoadingLock.TakeAsync(_loader, cancellation);
        return await TryAsync(known.Dataset, (connection, token) => change.ApplyAsync(connection, _time.GetUtcNow(), token), cancellation);
    }

    /// <summary>What loading files would change.</summary>
    /// <exception cref="RefusalException">The dataset that is named cannot be one, or they could not be published.</exception>
    public async Task<PreviewAnswer> OfFilesAsync(
        IReadOnlyList<OfferedFile> offered,
        IProgress<ReadingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var files = await _run.ReadAsync(offered, progress, cancellation);
        try
        {
            await using var turn = await LoadingLock.TakeAsync(_loader, cancellation);
            await _staging.ApplyAsync(cancellation);
            var told = new Dictionary<ReadFile, PreviewedFile>(ReferenceEqualityComparer.Instance);
            var datasets = new List<PreviewAnswer>();
            foreach (var together in files.GroupBy(file => DatasetOf(file, told)).Where(group => group.Key is not null))
                datasets.Add(await TryFilesAsync(together.Key!, [.. together], told, cancellation));
            return new(
                datasets is [.., var last] ? last.Publication : await NewestAsync(cancellation),
                [.. files.Select(file => told[file])],
                [.. datasets.SelectMany(dataset => dataset.Figures)]
            );
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    /// <summary>What reading batches again would change.</summary>
    /// <exception cref="RefusalException">One of them is not there, is withdrawn, or could not be published.</exception>
    public async Task<PreviewAnswer> OfReloadAsync(IReadOnlyList<int> batches, CancellationToken cancellation = default)
    {
        using var read = await _reloads.ReadAsync(batches, null, cancellation);
        await using var turn = await LoadingLock.TakeAsync(_loader, cancellation);
        await _staging.ApplyAsync(cancellation);
        var (told, figures) = (read.Refused.Select(Refused).ToList(), new List<PreviewedFigure>());
        var publication = await NewestAsync(cancellation);
        foreach (var together in read.Reloads.GroupBy(reload => reload.Batch.Dataset))
        {
            var rows = new Dictionary<int, (int New, int Revised, int Unchanged)>();
            var preview = await TryAsync(
                together.Key,
                async (connection, token) =>
                {
                    foreach (var reload in together)
                    {
                        var reread = new RereadRows(connection, reload.Extracted.Source, reload.Batch.Batch);
                        await reread.KeepAsync(token);
                        await reload.ApplyAsync(connection, _time.GetUtcNow(), token);
                        // What was never published is told against what is.
                        if (reload.Batch.WasPublished)
                            rows[reload.Batch.Batch] = await reread.CountAsync(token);
                    }

                    return [.. together.Select(reload => reload.Batch.Batch)];
                },
                cancellation
            );
            told.AddRange(
                preview.Files.Select(file =>
                    rows.TryGetValue(file.Batch!.Value, out var count)
                        ? file with
                        {
                            New = count.New,
                            Revised = count.Revised,
                            Unchanged = count.Unchanged,
                        }
                        : file
                )
            );
            figures.AddRange(preview.Figures);
        }

        return new(publication, [.. told.OrderBy(file => file.Batch)], figures);
    }

    async Task<PreviewAnswer> TryFilesAsync(
        string dataset,
        IReadOnlyList<ReadFile> files,
        Dictionary<ReadFile, PreviewedFile> told,
        CancellationToken cancellation
    )
    {
        var loaded = new Dictionary<int, ReadFile>();
        var columns = new Dictionary<ReadFile, IReadOnlyList<PreviewedColumn>>(ReferenceEqualityComparer.Instance);
        var preview = await TryAsync(
            dataset,
            async (connection, token) =>
            {
                foreach (var file in files)
                {
                    var report = await _batches.LoadWithinAsync(connection, file, token);
                    if (report.Fate == FileFate.Loaded)
                    {
                        columns[file] = await ColumnChanges.OfAsync(connection, file, report, token);
                        loaded.Add(report.BatchId, file);
                    }
                    else if (report.Fate == FileFate.Refused)
                    {
                        told[file] = Refused(report) with { Batch = null };
                    }
                    else
                    {
                        told[file] = new(file.File.Name, "loaded-before", report.BatchId, report.Source, report.Dataset, 0, 0, 0, 0, 0, 0);
                    }
                }

                return [.. loaded.Keys];
            },
            cancellation
        );
        foreach (var file in preview.Files)
        {
            var read = loaded[file.Batch!.Value];
            told[read] = file with { Batch = null, Columns = columns[read], Accepted = OwnAliases.Of(_sources, file.Source!) };
        }

        return preview;
    }

    /// <summary>Makes the change of a dataset, publishes it, looks, and takes all of it back.</summary>
    async Task<PreviewAnswer> TryAsync(
        string dataset,
        Func<NpgsqlConnection, CancellationToken, Task<IReadOnlyList<int>>> change,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<int> batches = [];
        try
        {
            return await _publisher.PreviewAsync(
                dataset,
                async (connection, token) => batches = await change(connection, token),
                async (connection, _, token) =>
                    new PreviewAnswer(
                        await NewestAsync(token),
                        await FilesAsync(connection, batches, token),
                        await ChangedFigures.OfAsync(_loader, connection, _model, dataset, token)
                    ),
                cancellation
            );
        }
        catch (Exception failure) when (DataFault.Is(failure))
        {
            var reason = DataFault.Words(failure);
            throw new RefusalException($"このままでは公開できません。{reason.Ja}", $"It could not be published as it is. {reason.En}", failure);
        }
    }

    /// <summary>The dataset that a file would go to; null where it is told already what becomes of it.</summary>
    string? DatasetOf(ReadFile file, Dictionary<ReadFile, PreviewedFile> told)
    {
        try
        {
            if (file.Refusal is { } refused)
                throw refused;
            return file.Extracted is { } extracted ? BatchLoader.DatasetOf(file.File, extracted.Source, extracted.Summary.IsSynthetic) : KnownOf(file);
        }
        catch (FileRefusedException refusal)
        {
            told[file] = new(
                file.File.Name,
                "refused",
                null,
                file.Opened?.Source ?? (refusal.Near is [var near, ..] ? near.Source : null),
                file.File.Dataset,
                0,
                0,
                0,
                0,
                0,
                0
            )
            {
                Reason = refusal.Reason,
                Mend = refusal.Mend,
                Columns = refusal.Near is [var nearest, ..] ? ColumnChanges.OfRefused(_sources, nearest) : [],
                Others = [.. refusal.Near.Skip(1).Select(other => new PreviewedSource(other.Source, ColumnChanges.OfRefused(_sources, other)))],
                Accepted = [.. refusal.Near.SelectMany(one => OwnAliases.Of(_sources, one.Source))],
            };
            return null;
        }

        string? KnownOf(ReadFile known)
        {
            told[known] = new(known.File.Name, "loaded-before", null, known.Opened?.Source, known.File.Dataset, 0, 0, 0, 0, 0, 0);
            return null;
        }
    }

    static PreviewedFile Refused(FileReport report) =>
        new(report.File, "refused", report.BatchId, report.Source, report.Dataset, 0, 0, 0, 0, 0, 0) { Reason = report.Reason, Mend = report.Mend };

    static async Task<IReadOnlyList<PreviewedFile>> FilesAsync(NpgsqlConnection connection, IReadOnlyList<int> batches, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select b.file_name, b.state, b.batch_id, b.source, b.dataset_code, b.rows_read, coalesce(b.rows_new, 0), coalesce(b.rows_revised, 0), coalesce(b.rows_unchanged, 0),
                   count(distinct (f.sheet, f.line)) filter (where f.kind = 'rejected')::integer, count(distinct (f.sheet, f.line)) filter (where f.kind = 'waiting')::integer
            from audit.batches b left join audit.findings f on f.batch_id = b.batch_id and f.published_to = {int.MaxValue}
            where b.batch_id = any ($1) group by b.batch_id order by b.batch_id
            """,
            connection
        )
        {
            Parameters = { new() { Value = batches.ToArray() } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var files = new List<PreviewedFile>();
        while (await row.ReadAsync(cancellation))
        {
            files.Add(
                new(
                    row.GetString(0),
                    row.GetString(1) == "withdrawn" ? "withdrawn" : "loaded",
                    row.GetInt32(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.GetInt32(5),
                    row.GetInt32(6),
                    row.GetInt32(7),
                    row.GetInt32(8),
                    row.GetInt32(9),
                    row.GetInt32(10)
                )
            );
        }

        await row.DisposeAsync();
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Rejected > 0)
                files[i] = files[i] with { RejectedRows = await RejectedRowsAsync(connection, files[i].Batch!.Value, cancellation) };
        }

        return files;
    }

    static async Task<IReadOnlyList<PreviewedRow>> RejectedRowsAsync(NpgsqlConnection connection, int batch, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select sheet, line, column_name, value, reason_ja, reason_en, mend_ja, mend_en from audit.findings
            where batch_id = $1 and kind = 'rejected' and published_to = {int.MaxValue} order by sheet nulls first, line, finding_id limit {MostRows}
            """,
            connection
        )
        {
            Parameters = { new() { Value = batch } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<PreviewedRow>();
        while (await row.ReadAsync(cancellation))
            rows.Add(new(Text(0), row.GetInt32(1), Text(2), Text(3), new(row.GetString(4), row.GetString(5)), new(row.GetString(6), row.GetString(7))));
        return rows;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    async Task<int> NewestAsync(CancellationToken cancellation)
    {
        await using var command = _loader.CreateCommand("select coalesce(max(publication), 0) from audit.publications");
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
