using Analytics.Etl.Samples;

namespace Analytics.Etl.Jobs;

/// <summary>How the product was asked to run.</summary>
/// <param name="Port">Loopback port of the dashboard.</param>
/// <param name="WithSamples">Whether the synthetic ledgers are loaded where there are none yet; without, an empty publication opens the dashboard.</param>
/// <param name="Dashboard">Path of the published dashboard, or null to run the scheduler alone.</param>
public sealed record RunOptions(int Port, bool WithSamples, string? Dashboard)
{
    public const int DefaultPort = 5080;

    /// <summary>How many referrals the samples have where they are loaded.</summary>
    public int SampleReferrals { get; init; } = SampleLedgers.DefaultReferrals;

    /// <summary>How long a file in the inbox must have stayed the same to be taken for complete.</summary>
    public TimeSpan InboxQuiet { get; init; } = Inbox.Quiet;

    public Uri Address => new($"http://127.0.0.1:{Port}");
}
