using System.Reflection;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;
using Npgsql;

namespace Analytics.Tests.Sql.Distributed;

/// <summary>Every statement that the compiler can make, and every view of the star, as Citus would look at it.</summary>
public sealed class CitusTests(PostgresFixture postgres)
{
    private static readonly string Script = File.ReadAllText(
        Path.Combine(
            typeof(CitusTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
            "sql/distributed/tables.sql"
        )
    );

    private static readonly HashSet<string> Distributed =
    [
        "fct_referrals",
        "fct_engagements",
        "fct_outcomes",
        "fct_meeting_attendance",
        "fct_survey_responses",
        "brg_referral_cluster",
        "fct_statistics",
        "fct_targets",
        "fct_establishments",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "select f.a, (select l.n from mart.dim_region l where l.region_key = max(f.region_key)) from mart.fct_referrals f group by 1",
        "subquery on an aggregate in the select list"
    )]
    [InlineData("select 1 from mart.fct_referrals f group by grouping sets ((f.a), (f.b))", "grouping sets")]
    [InlineData("select 1 from (select f.a from mart.fct_referrals f group by rollup (f.a)) x", "rollup")]
    [InlineData("select 1 from mart.fct_referrals f for update", "for update")]
    [InlineData(
        "select 1 from mart.fct_referrals f join mart.fct_outcomes o on o.referral_id = f.referral_id",
        "join without case_id: fct_referrals 0, fct_outcomes 1"
    )]
    [InlineData("select 1 from mart.fct_referrals f join mart.fct_outcomes o on o.case_id = f.case_id and o.referral_id = f.referral_id", null)]
    [InlineData(
        "select 1 from mart.fct_referrals f where exists (select from mart.fct_outcomes o where o.referral_id = f.referral_id)",
        "correlated subquery without case_id"
    )]
    [InlineData("select 1 from mart.fct_referrals f where exists (select from mart.fct_outcomes o where o.case_id = f.case_id)", null)]
    [InlineData("select 1 from mart.fct_referrals f where f.referral_id in (select o.referral_id from mart.fct_outcomes o)", null)]
    [InlineData("select row_number() over (partition by f.region_key) from mart.fct_referrals f", "window without case_id")]
    [InlineData("select row_number() over (partition by f.case_id) from mart.fct_referrals f", null)]
    [InlineData("select 1 from mart.fct_referrals f union all select 1 from mart.fct_outcomes o", null)]
    public void Rules_KnowWhatCitusRefuses(string statement, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], CitusRules.Faults(statement, Distributed));

    [Fact]
    public async Task EveryStatementOfTheCompiler_IsTaken()
    {
        await using var star = await StarAsync();
        var catalog = ModelCatalog.Load();
        await using var reader = NpgsqlDataSource.Create(star.Warehouse.ReaderConnection + ";Options=-c citus.shard_count=32");
        var state = (await new PostgresStars(reader, catalog).DatasetsAsync(null, Cancellation)).Single(d => d.Code == "samples");
        Assert.True(state.IsDistributed);
        state = state with { RowCountsByFact = Fact.All.ToDictionary(fact => fact.TableName, _ => 1L), Known = KnownSlicers.Nothing };
        var (faults, looked) = (new SortedSet<string>(StringComparer.Ordinal), 0);

        foreach (var by in catalog.Slicers.Values.Select(s => (SlicerDeclaration[])[s]).Append([]).Concat(Pairs(catalog)))
        {
            // All measures of a fact on one page, with a filter on what has several members.
            foreach (var fact in Fact.All)
            {
                var measures = catalog.Measures.Values.Where(m => m.Fact == fact && m.Kind != MeasureKind.Stock).ToList();
                if (by.Any(s => !s.AppliesTo(fact)) || measures.Count == 0)
                    continue;
                foreach (
                    var filters in (Filter[][])
                        [
                            [],
                            [.. Filters(catalog).Where(f => f.Slicer.AppliesTo(fact))],
                        ]
                )
                {
                    var question = new FactQuestion(fact, measures, by, filters, [], new DateOnly(2012, 3, 31));
                    var shared = measures.Where(PageStatement.Shares).ToList();
                    var page = PageStatement.Of(
                        state,
                        [
                            new PageRead(question, [], shared, new Figures()),
                            new PageRead(question, by, shared, new Figures()),
                            new PageRead(question, [catalog.Slicers["fiscal_year"]], shared, new Figures()),
                        ]
                    );
                    Look(page.Select(statement => statement.Command));
                    foreach (var alone in measures.Except(shared))
                    {
                        Look(
                            (NpgsqlBatchCommand[])
                                [
                                    FactStatement.OfTotals(state, question with { Measures = [alone] }),
                                    FactStatement.OfRows(state, question with { Measures = [alone] }),
                                    .. FactStatement.OfSingleRows(state, question with { Measures = [alone] }, 1, 20),
                                ]
                        );
                    }
                }
            }
        }

        // Stocks, incidences and comparisons, as questions bring them.
        var known = await KnownAsync(reader, catalog);
        foreach (var measure in catalog.Measures.Values)
        {
            foreach (var by in catalog.Slicers.Keys.Where(s => catalog.Slicers[s].AppliesTo(measure.Fact)).Prepend(""))
            {
                var query = Query(catalog, by) with { Measures = [measure.Name, $"{measure.Name}.previous"] };
                foreach (var question in AnswerPlan.Of(query, Question.Of(query, catalog, known), known).Facts)
                    Look([
                        FactStatement.OfTotals(known, question),
                        .. question.By.Count > 0 ? [FactStatement.OfRows(known, question)] : Array.Empty<NpgsqlBatchCommand>(),
                    ]);
            }
        }

        Assert.Equal([], faults);
        Assert.True(looked > 1_000, $"{looked} statements");

        void Look(IEnumerable<NpgsqlBatchCommand> commands)
        {
            foreach (var command in commands)
            {
                looked++;
                faults.UnionWith(CitusRules.Faults(command.CommandText, Distributed).Select(fault => $"{fault}: {command.CommandText}"));
            }
        }
    }

    [Fact]
    public async Task WithoutGroupingSets_APageHasTheSameAnswers()
    {
        await using var star = await StarAsync();
        var catalog = ModelCatalog.Load();
        await using var apart = NpgsqlDataSource.Create(star.Warehouse.ReaderConnection + ";Options=-c citus.shard_count=32");
        var (one, other) = (SemanticModel.Direct(star.Warehouse.Reader, catalog), SemanticModel.Direct(apart, catalog));
        var page = catalog.Slicers.Keys.Prepend("").Select(by => Query(catalog, by)).ToList();

        var (expected, actual) = (await one.AnswerAsync(page, Cancellation), await other.AnswerAsync(page, Cancellation));

        for (var index = 0; index < page.Count; index++)
            Assert.Equal(Dashboard.Engine.AnswerText.Of(expected[index]), Dashboard.Engine.AnswerText.Of(actual[index]));
    }

    [Fact]
    public async Task EveryView_IsTaken()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var views = warehouse.Owner.CreateCommand(
            "select schemaname || '.' || viewname, definition from pg_views where schemaname in ('mart', 'reporting')"
        );
        await using var view = await views.ExecuteReaderAsync(Cancellation);
        var faults = new List<string>();
        while (await view.ReadAsync(Cancellation))
            faults.AddRange(CitusRules.Faults(view.GetString(1), Distributed).Select(fault => $"{view.GetString(0)}: {fault}"));
        Assert.Equal([], faults);
    }

    /// <summary>The script, run where functions of Citus' names note what they are told and refuse what Citus refuses.</summary>
    [Fact]
    public async Task Script_SpreadsEveryFactAndBridge_ByAColumnThatCitusTakes()
    {
        await using var star = await StarAsync();
        await using (var script = star.Warehouse.Owner.CreateCommand(Stubs + Script))
            await script.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal(
            """
            brg_referral_cluster case_id
            fct_engagements case_id
            fct_establishments region_key
            fct_meeting_attendance case_id
            fct_outcomes case_id
            fct_referrals case_id
            fct_statistics statistic_id
            fct_survey_responses case_id
            fct_targets target_id
            """,
            await TextAsync(star, "select string_agg(concat(name, ' ', by_column), E'\n' order by name) from told where by_column is not null")
        );
        // Every fact and bridge that there is; what has a case is spread by it.
        Assert.Equal(
            "",
            await TextAsync(
                star,
                """
                select coalesce(string_agg(c.relname, ' '), '') from pg_class c left join told t on t.name = c.relname
                where c.relnamespace = 'mart'::regnamespace and c.relkind = 'p' and c.relname ~ '^(fct|brg)_'
                  and t.by_column is distinct from case
                    when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'case_id' and a.attnotnull) then 'case_id' else t.by_column end
                   or c.relnamespace = 'mart'::regnamespace and c.relkind = 'p' and c.relname ~ '^(fct|brg)_' and t.name is null
                """
            )
        );
        // Written after it as before.
        await star.ReferralAsync(20110501);
        Assert.Equal("4", await TextAsync(star, "select count(*)::text from mart.fct_referrals"));
    }

    private const string Stubs = """
        create table told (name text, by_column text);
        create function create_reference_table(name regclass) returns void language sql as $f$
            insert into told select relname from pg_class where oid = create_reference_table.name $f$;
        create function create_distributed_table(name regclass, by_column text, colocate_with text default 'default') returns void language plpgsql as $f$
        begin
            if exists (select from pg_index i where i.indrelid = create_distributed_table.name and i.indisunique
                       and not exists (select from pg_attribute a where a.attrelid = i.indrelid
                         and a.attname = create_distributed_table.by_column and a.attnum = any (i.indkey))) then
                raise exception 'a unique index of % lacks %', name, by_column;
            end if;
            if exists (select from pg_constraint c join pg_class r on r.oid = c.confrelid
                       where c.conrelid = create_distributed_table.name and c.contype = 'f' and r.relname not in (select t.name from told t)) then
                raise exception '% refers to a table that is not copied to each machine', name;
            end if;
            insert into told select relname, create_distributed_table.by_column from pg_class where oid = create_distributed_table.name;
        end $f$;
        """;

    private static async Task<string> TextAsync(Star star, string statement)
    {
        await using var command = star.Warehouse.Owner.CreateCommand(statement);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task<DatasetState> KnownAsync(NpgsqlDataSource reader, ModelCatalog catalog)
    {
        await using var star = (await new PostgresStars(reader, catalog).FindAsync("samples", null, Cancellation)).Star!;
        return star.Dataset;
    }

    private static IEnumerable<SlicerDeclaration[]> Pairs(ModelCatalog catalog) =>
        [
            [catalog.Slicers["fiscal_year"], catalog.Slicers["cluster"]],
            [catalog.Slicers["prefecture"], catalog.Slicers["industry_division"]],
            [catalog.Slicers["cluster"], catalog.Slicers["sponsor"]],
        ];

    private static Filter[] Filters(ModelCatalog catalog) =>
        [
            new(catalog.Slicers["cluster"], ["photon-valley", ReservedCode.None]),
            new(catalog.Slicers["prefecture"], ["22"]),
            new(catalog.Slicers["fiscal_year"], ["2008"]),
        ];

    private static Query Query(ModelCatalog catalog, string by) =>
        new()
        {
            Dataset = "samples",
            Measures = [.. catalog.Measures.Keys],
            By = by.Length == 0 ? [] : [by],
            Scope = Scope.All,
        };

    private async Task<Star> StarAsync()
    {
        var star = await Star.CreateAsync(postgres);
        var first = await star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley", engaged: 20080601);
        await star.ReferralAsync(20090501, region: "13101", clusters: "photon-valley");
        await star.ReferralAsync(20100101, precision: "year");
        await star.EngagementAsync(20080601, "joint-research", first, contract: 1_000_000);
        await star.PublishAsync();
        return star;
    }
}
