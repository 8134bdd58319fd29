using System.Diagnostics;

namespace Analytics.Sql.EmbeddedPostgres;

/// <summary>A short-lived program that is run to its end.</summary>
internal static class Command
{
    /// <summary>What the program wrote to its standard output, trimmed.</summary>
    /// <exception cref="RefusalException">It did not exit with 0; the message holds what it wrote.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> line, CancellationToken cancellation)
    {
        var (code, output, error) = await TryRunAsync(line, cancellation);
        return code == 0
            ? output.Trim()
            : throw new RefusalException(
                $"「{string.Join(' ', line)}」が失敗しました (コード {code}): {error.Trim()} {output.Trim()}",
                $"'{string.Join(' ', line)}' failed (code {code}): {error.Trim()} {output.Trim()}"
            );
    }

    public static async Task<(int Code, string Output, string Error)> TryRunAsync(IReadOnlyList<string> line, CancellationToken cancellation)
    {
        using var process = Process.Start(
            new ProcessStartInfo(line[0], line.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
