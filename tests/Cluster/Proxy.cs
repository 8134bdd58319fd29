using System.Diagnostics;
using System.Globalization;

namespace Analytics.Tests.Cluster;

/// <summary>HAProxy as an operator would set it up: one address for the dashboards that are ready, one for the servers that answer.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly string _file;
    private Process? _process;

    private Proxy(string file, int site, int database) => (_file, SitePort, DatabasePort) = (file, site, database);

    /// <summary>Where the dashboards are.</summary>
    public int SitePort { get; }

    /// <summary>Where the servers are, in turn.</summary>
    public int DatabasePort { get; }

    public int Pid => _process!.Id;

    public static async Task<Proxy> StartAsync(string folder, IReadOnlyList<int> dashboards, IReadOnlyList<int> servers)
    {
        var proxy = new Proxy(Path.Combine(folder, "haproxy.cfg"), Temporary.Port(), Temporary.Port());
        await File.WriteAllTextAsync(
            proxy._file,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                defaults
                    timeout connect 1s
                    timeout client 60s
                    timeout server 60s
                    default-server check inter 200ms fall 1 rise 1
                listen dashboards
                    bind 127.0.0.1:{proxy.SitePort}
                    mode http
                    balance roundrobin
                    option httpchk GET /health/ready
                    option redispatch 1
                    retries 5
                    retry-on conn-failure empty-response 503
                {Servers(dashboards)}
                listen servers
                    bind 127.0.0.1:{proxy.DatabasePort}
                    mode tcp
                    balance roundrobin
                    option redispatch 1
                    retries 5
                {Servers(servers)}

                """
            ),
            TestContext.Current.CancellationToken
        );
        proxy.Start();
        return proxy;

        static string Servers(IReadOnlyList<int> ports) => string.Join('\n', ports.Select((port, index) => $"    server s{index} 127.0.0.1:{port}"));
    }

    /// <summary>Starts it, also after it was killed.</summary>
    public void Start()
    {
        _process?.Dispose();
        var program = ((string[])["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/opt/homebrew/bin/haproxy"]).FirstOrDefault(File.Exists) ?? "haproxy";
        _process = Process.Start(new ProcessStartInfo(program, ["-f", _file, "-q"]))!;
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process!.Dispose();
    }
}
