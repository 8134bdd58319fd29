using System.Reflection;
using Analytics.Sql.Connections;

namespace Analytics.Tests;

/// <summary>A database that a test has filled.</summary>
internal interface IFilled : IAsyncDisposable
{
    Warehouse Warehouse { get; }
}

/// <summary>
/// What the tests of one class read and none of them changes: made when the first asks for it, ended after the last. The method that makes it stands for it,
/// so that a class may share several. Tests of one class take turns.
/// </summary>
public sealed class Shared(PostgresFixture postgres, BrowserFixture browser) : IAsyncDisposable
{
    private readonly Dictionary<MethodInfo, IAsyncDisposable> _made = [];
    private readonly Dictionary<MethodInfo, DashboardSite> _sites = [];

    /// <summary>What <paramref name="make"/> has made. The tests leave it as it is.</summary>
    /// <exception cref="ArgumentException">It is no static method: what it took from one test would be the others' too.</exception>
    internal async Task<T> OfAsync<T>(Func<PostgresFixture, Task<T>> make)
        where T : class, IAsyncDisposable
    {
        if (!make.Method.IsStatic)
            throw new ArgumentException($"{make.Method.Name} is no static method.", nameof(make));
        if (!_made.TryGetValue(make.Method, out var made))
            _made.Add(make.Method, made = await make(postgres));
        return (T)made;
    }

    /// <summary>
    /// A visit to the dashboard over what <paramref name="fill"/> has filled. The caller ends the visit, which closes its pages; the dashboard goes
    /// on.
    /// </summary>
    internal async Task<DashboardSite> VisitAsync<T>(Func<PostgresFixture, Task<T>> fill)
        where T : class, IFilled
    {
        var filled = await OfAsync(fill);
        if (!_sites.TryGetValue(fill.Method, out var site))
            _sites.Add(fill.Method, site = await DashboardSite.StartAsync(filled.Warehouse, browser, TestContext.Current.CancellationToken));
        return site.Visit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values)
            await site.DisposeAsync();
        foreach (var made in _made.Values)
            await made.DisposeAsync();
    }
}
