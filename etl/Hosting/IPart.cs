namespace Analytics.Etl.Hosting;

/// <summary>A part of the running product, which is started again when it ends by itself.</summary>
internal interface IPart : IAsyncDisposable
{
    /// <summary>What people call it.</summary>
    Bilingual Name { get; }

    /// <summary>Completes when it has ended, for whatever reason; says how, where that tells something. Completed also while a start has failed.</summary>
    Task<Bilingual?> Ended { get; }

    /// <summary>Starts it, at first or again.</summary>
    Task StartAsync(CancellationToken cancellation);
}
