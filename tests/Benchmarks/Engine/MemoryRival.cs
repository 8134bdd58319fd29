using System.Globalization;
using Analytics.Dashboard.Engine;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Postgres;

namespace Analytics.Benchmarks.Engine;

/// <summary>The product's columns in memory, loaded from Postgres as the product loads them.</summary>
internal sealed class MemoryRival(IRival rival, MemoryStars stars, string loading) : IDisposable
{
    public IRival Rival => rival;

    /// <summary>What loading took, in words.</summary>
    public string Loading => loading;

    public static async Task<MemoryRival> LoadAsync(Bench bench, ModelCatalog catalog, FilledStar star)
    {
        var stars = new MemoryStars(bench.Warehouse.Reader, catalog, mostBytes: 16L << 30);
        await stars.RefreshAsync();
        var state = stars.States.Single(s => s.Dataset == star.Dataset);
        var model = new SemanticModel(catalog, new PostgresStars(bench.Warehouse.Reader, catalog), stars);
        return new MemoryRival(
            new ModelRival("engine, one thread", model, star, "memory"),
            stars,
            string.Create(
                CultureInfo.InvariantCulture,
                $"engine loaded {state.Rows:N0} rows in {state.LoadSeconds:N1} s: {state.Rows / state.LoadSeconds:N0} rows/s, {(double)state.Bytes / state.Rows:N1} bytes a row"
            )
        );
    }

    public void Dispose() => stars.Dispose();
}
