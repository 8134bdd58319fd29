using System.Globalization;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Load;

/// <summary>The real subsidy decisions of Miyagi, loaded once for all tests that ask about them, and the same lines split at their commas.</summary>
public sealed class SubsidiesLoad(PostgresFixture postgres) : IAsyncDisposable
{
    Ledgers? _ledgers;

    internal Ledgers Ledgers => _ledgers!;

    /// <summary>What the first load said.</summary>
    public LoadRunReport Report { get; private set; } = null!;

    public OfferedFile File { get; private set; } = null!;

    public IReadOnlyList<Decision> Decisions { get; private set; } = [];

    /// <summary>One line of the file, as it stands there.</summary>
    public sealed record Decision(string Number, string Title, long Amount, int FiscalYear);

    /// <summary>Loads them unless that is done; skips the running test where the real files are absent.</summary>
    public async Task EnsureAsync()
    {
        var path = RealData.Path("real/gbizinfo_miyagi_subsidies.csv");
        if (_ledgers is not null)
            return;
        File = new(path, "load");
        // No cell of the file is quoted, so that a comma always ends one.
        Decisions =
        [
            .. System
                .IO.File.ReadLines(path)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(cells => new Decision(cells[1], cells[3], long.Parse(cells[4], CultureInfo.InvariantCulture), FiscalYear(cells[5]))),
        ];
        var ledgers = await Ledgers.CreateAsync(postgres);
        Report = await ledgers.LoadAsync(File);
        _ledgers = ledgers;
    }

    /// <summary>Of a date as <c>2025-02-19</c>.</summary>
    static int FiscalYear(string day) => int.Parse(day.AsSpan(0, 4), CultureInfo.InvariantCulture) - (string.CompareOrdinal(day[5..7], "04") < 0 ? 1 : 0);

    public async ValueTask DisposeAsync()
    {
        if (_ledgers is not null)
            await _ledgers.DisposeAsync();
    }
}
