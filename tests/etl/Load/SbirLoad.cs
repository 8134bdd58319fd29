using System.Globalization;
using Analytics.Etl.Load;
using Sylvan.Data.Csv;

namespace Analytics.Tests.Etl.Load;

/// <summary>The real SBIR awards, loaded once for all tests that ask about them, and the same files read again by Sylvan alone.</summary>
public sealed class SbirLoad(PostgresFixture postgres) : IAsyncDisposable
{
    Ledgers? _ledgers;

    internal Ledgers Ledgers => _ledgers!;

    /// <summary>What the first load said.</summary>
    public LoadRunReport Report { get; private set; } = null!;

    public IReadOnlyList<OfferedFile> Files { get; private set; } = [];

    public IReadOnlyList<Award> Awards { get; private set; } = [];

    /// <summary>One line of the files, as it stands there.</summary>
    public sealed record Award(int Year, string Phase, string Agency, decimal Amount);

    /// <summary>Loads them unless that is done; skips the running test where the real files are absent.</summary>
    public async Task EnsureAsync()
    {
        var folder = RealData.Path("real/sbir");
        if (_ledgers is not null)
            return;
        Files = [.. LoadRun.Expand(folder).Select(path => new OfferedFile(path, "load"))];
        Awards = [.. Files.SelectMany(file => Read(file.Path))];
        var ledgers = await Ledgers.CreateAsync(postgres);
        Report = await ledgers.LoadAsync([.. Files]);
        _ledgers = ledgers;
    }

    static IEnumerable<Award> Read(string path)
    {
        using var csv = CsvDataReader.Create(path);
        string Cell(string header) => csv.GetString(csv.GetOrdinal(header));
        while (csv.Read())
            yield return new(
                int.Parse(Cell("award_year"), CultureInfo.InvariantCulture),
                Cell("phase"),
                Cell("agency"),
                decimal.Parse(Cell("award_amount"), CultureInfo.InvariantCulture)
            );
    }

    public async ValueTask DisposeAsync()
    {
        if (_ledgers is not null)
            await _ledgers.DisposeAsync();
    }
}
