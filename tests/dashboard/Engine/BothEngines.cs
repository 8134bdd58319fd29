using System.Text.Json;
using Analytics.Dashboard.Engine;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>The same star asked through both engines. A question is the same to them if they give equal results in all but how they came about.</summary>
internal sealed class BothEngines : IDisposable
{
    private readonly IModel _direct;
    private readonly IModel _memory;

    public BothEngines(NpgsqlDataSource reader, ModelCatalog? catalog = null, long mostBytes = 1L << 32, SegmentSizes? sizes = null)
    {
        catalog ??= ModelCatalog.Load();
        Stars = new MemoryStars(reader, catalog, mostBytes, sizes: sizes);
        _direct = SemanticModel.Direct(reader, catalog);
        _memory = new SemanticModel(catalog, new PostgresStars(reader, catalog), Stars);
    }

    public MemoryStars Stars { get; }

    public ModelCatalog Catalog => _direct.Catalog;

    public static Query Query(string measures, string by = "", string filters = "", string dataset = "samples", Scope? scope = null, int? publication = null) =>
        new()
        {
            Scope = scope ?? Scope.All,
            Dataset = dataset,
            Publication = publication,
            Measures = measures.Split(' '),
            By = by.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Filters = filters
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(f => f.Split('='))
                .GroupBy(f => f[0])
                .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(f => f[1])]),
        };

    /// <summary>
    /// Asks both about several questions at once; fails where they differ, or where the columns did not answer though <paramref name="engine"/> says
    /// so.
    /// </summary>
    public async Task<IReadOnlyList<Result>> SameAsync(IReadOnlyList<Query> queries, string? engine = "memory")
    {
        var (expected, found) = (await _direct.AnswerAsync(queries), await _memory.AnswerAsync(queries));
        foreach (var (query, index) in queries.Select((q, i) => (q, i)))
        {
            Assert.Equal(Text(expected[index]), Text(found[index]));
            Assert.True(engine is null || found[index].Result?.Trace.Engine == engine, $"{query.CanonicalText()} was answered by {found[index].Result?.Trace}");
        }

        return [.. found.Select(f => f.Result!)];

        static string Text(Answered answered) =>
            answered.Result is { } result ? JsonSerializer.Serialize(result with { Trace = new Trace("", 0, 0, null) }, Indented) : $"{answered.Fault}";
    }

    /// <summary>As <see cref="SameAsync(IReadOnlyList{Query}, string?)"/>, of one question.</summary>
    public async Task<Result> SameAsync(Query query, string? engine = "memory") => (await SameAsync([query], engine))[0];

    /// <summary>The members of a slicer, from both.</summary>
    public async Task SameMembersAsync(string slicer, string dataset, Scope scope) =>
        Assert.Equal(await _direct.MembersAsync(slicer, dataset, scope), await _memory.MembersAsync(slicer, dataset, scope));

    /// <summary>All datasets' summaries, from both.</summary>
    public async Task SameDatasetsAsync() =>
        Assert.Equal(JsonSerializer.Serialize(await _direct.DatasetsAsync(), Indented), JsonSerializer.Serialize(await _memory.DatasetsAsync(), Indented));

    public void Dispose() => Stars.Dispose();

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
}
