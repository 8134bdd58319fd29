using Analytics.Etl.Load;
using Analytics.Etl.Samples;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Etl.Samples;

/// <summary>The samples from file to figure: what the product counts equals what the generator knows that it wrote.</summary>
[Collection(nameof(SampleFiles))]
public sealed class SampleFiguresTests(PostgresFixture postgres, SampleFiles samples)
{
    [Fact]
    public async Task Figures_OfAllMeasuresYearsRegionsAndClusters_AreThoseThatWereWritten()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        var report = await LoadAsync(warehouse, folder);

        Assert.All(
            samples.Summary.Files.Zip(report.Files),
            file =>
                Assert.Equal(
                    (Path.GetFileName(file.First.Path), file.First.CopyOf is null ? FileFate.Loaded : FileFate.LoadedBefore),
                    (file.Second.File, file.Second.Fate)
                )
        );
        await IndustriesAreRightAsync(warehouse);
        Assert.Empty(await SampleFigures.DifferencesAsync(warehouse, samples.Summary));
        Assert.Equal(await SampleRates.CountedAsync(warehouse), await SampleRates.AnsweredAsync(warehouse));
        await ReportingSums.AreTheAnswersAsync(warehouse);
        Assert.Empty(Difference(Planned(Faults(Effect.Rejected)), await FoundAsync(warehouse, "rejected")));
        await EveryRowIsToldAsync(warehouse);
        Assert.Equal(0L, await CountAsync(warehouse, "select count(*) from mart.fct_referrals where meeting_key = -1 and published_to = 2147483647"));
        Assert.Equal(
            0L,
            await CountAsync(
                warehouse,
                "select count(*) from mart.dim_referrer where dataset_key is not null and (bank_name_en is null or (branch_name_en is null and branch_code <> 'unknown'))"
            )
        );
        Assert.Equal(0L, await CountAsync(warehouse, "select count(*) from mart.dim_unit where dataset_key is not null and institute_name_en is null"));
        // Of an engagement that stands in the ledgers of two years only the newer row waits: the older one is superseded. Two years' forms are two.
        Assert.Empty(
            Difference(
                Planned(
                    Faults(Effect.Waiting)
                        .GroupBy(fault =>
                            (
                                Place: fault.File.Contains(SurveyReturns.Ledger, StringComparison.Ordinal) ? fault.File : Path.GetDirectoryName(fault.File),
                                fault.Key
                            )
                        )
                        .Select(rows => rows.MaxBy(row => row.File)!)
                ),
                await FoundAsync(warehouse, "waiting")
            )
        );
    }

    /// <summary>
    /// No food maker whose code lost its zero in a workbook of numbers is a business service, a religion or unknown. The generator draws companies of the
    /// divisions E, G and L alone.
    /// </summary>
    private static async Task IndustriesAreRightAsync(Warehouse warehouse)
    {
        var star = new Star(warehouse);
        Assert.Equal("E: 2843\nG: 95\nL: 47\ntotal: 2985", await star.RowsAsync("referrals", "industry_division"));
        Assert.StartsWith("E: 577\nG:", await star.RowsAsync("referrals", "industry_division", "fiscal_year=2011"), StringComparison.Ordinal);
        Assert.Equal("09: 78\ntotal: 78", await star.RowsAsync("referrals", "industry_group", "fiscal_year=2011 industry_group=09"));
    }

    /// <summary>
    /// New, revised and unchanged rows of every file sum up to its loaded ones; a number is new once in all files together, and duplicates were
    /// written.
    /// </summary>
    private async Task EveryRowIsToldAsync(Warehouse warehouse)
    {
        var batches = (await new AuditLog(ScopedReader.OfAll(warehouse.Reader)).BatchesAsync(1, 1000)).Items;
        Assert.Equal(samples.Summary.Files.Count(file => file.CopyOf is null), batches.Count);
        Assert.All(
            batches,
            batch =>
                Assert.Equal(
                    (batch.RowsLoaded, batch.RowsRead),
                    (batch.RowsNew!.Value + batch.RowsRevised!.Value + batch.RowsUnchanged!.Value, batch.RowsLoaded + batch.RowsRejected)
                )
        );
        foreach (
            var (source, fact, key) in new[]
            {
                ("referral_ledger", "referrals", "referral_number"),
                ("engagement_ledger", "engagements", "engagement_number"),
                ("outcome_survey", "outcomes", "outcome_number"),
                ("meeting_ledger", "meeting_attendance", "meeting_number, corporate_number, company_name"),
                ("survey_returns", "survey_responses", "referral_number, survey_year"),
            }
        )
        {
            Assert.Equal(
                await CountAsync(warehouse, $"select count(distinct (owner_code, {key})) from staging.{fact} where source = '{source}'"),
                batches.Where(batch => batch.Source == source).Sum(batch => (long)batch.RowsNew!)
            );
        }

        var duplicates = samples.Summary.Faults.Count(fault => fault.Kind == FaultKind.Duplicate);
        Assert.True(duplicates > 0 && batches.Sum(batch => batch.RowsUnchanged!.Value) >= duplicates);
    }

    private static async Task<long> CountAsync(Warehouse warehouse, string statement)
    {
        await using var command = warehouse.Owner.CreateCommand(statement);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static List<string> Difference(SortedSet<string> planned, SortedSet<string> found) =>
        [.. planned.Except(found).Select(row => "not found: " + row), .. found.Except(planned).Select(row => "not planned: " + row)];

    private IEnumerable<PlannedFault> Faults(Effect effect) => samples.Summary.Faults.Where(fault => fault.Effect == effect);

    private static SortedSet<string> Planned(IEnumerable<PlannedFault> faults) =>
        [.. faults.Select(fault => $"{Path.GetFileName(fault.File)} {fault.Sheet} {fault.Line}")];

    /// <summary>As the inbox does: the owner of a file is its folder.</summary>
    private async Task<LoadRunReport> LoadAsync(Warehouse warehouse, TemporaryFolder folder)
    {
        var line = new LoadingPipeline(warehouse.Loader, DataFolder.Resolve(folder.Path), TimeProvider.System);
        return await line.Run.LoadAsync([
            .. samples.Summary.Files.Select(file => new OfferedFile(Path.Combine(samples.Folder, file.Path), "inbox", Owner: file.Owner)),
        ]);
    }

    private static async Task<SortedSet<string>> FoundAsync(Warehouse warehouse, string kind)
    {
        await using var command = warehouse.Reader.CreateCommand(
            "select concat(b.file_name, ' ', f.sheet, ' ', f.line) from audit.findings f join audit.batches b using (batch_id) where f.kind = $1 and f.published_to = 2147483647"
        );
        command.Parameters.Add(new NpgsqlParameter { Value = kind });
        await using var row = await command.ExecuteReaderAsync();
        var found = new SortedSet<string>();
        while (await row.ReadAsync())
            found.Add(row.GetString(0));
        return found;
    }
}
