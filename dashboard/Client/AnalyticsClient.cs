using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Analytics.Dashboard.Client;

/// <summary>A client for the HTTP API. Keeps each answer with its ETag, so that an unchanged answer is not transferred again. Thread-safe.</summary>
/// <param name="http">Its base address must be the server's.</param>
/// <param name="language"><c>ja</c> or <c>en</c>.</param>
public sealed class AnalyticsClient(HttpClient http, string language = "ja")
{
    private const int Kept = 200;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentDictionary<string, (string Tag, AnalyticsAnswer Answer)> answers = new(StringComparer.Ordinal);

    /// <summary>Answers one question.</summary>
    /// <exception cref="AnalyticsProblemException">The question cannot be answered as asked.</exception>
    public async Task<AnalyticsAnswer> AskAsync(AnalyticsQuery query, CancellationToken cancellation = default)
    {
        var address = Address("query", query);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var isKnown = answers.TryGetValue(address, out var known);
        if (isKnown)
            request.Headers.TryAddWithoutValidation("If-None-Match", known.Tag);
        using var response = await http.SendAsync(request, cancellation);
        if (isKnown && response.StatusCode == HttpStatusCode.NotModified)
            return known.Answer with { IsFromMemory = true };
        await RefuseAsync(response, cancellation);
        var answer = new AnalyticsAnswer(await JsonOf(response, cancellation));
        if (answers.Count > Kept)
            answers.Clear();
        if (response.Headers.ETag is { } tag)
            answers[address] = (tag.ToString(), answer);
        return answer;
    }

    /// <summary>Explains how the answer to a question is computed.</summary>
    /// <exception cref="AnalyticsProblemException">As <see cref="AskAsync"/>.</exception>
    public Task<JsonElement> ExplainAsync(AnalyticsQuery query, CancellationToken cancellation = default) =>
        GetAsync(Address("query/explain", query), cancellation);

    /// <summary>The single rows behind a figure.</summary>
    /// <exception cref="AnalyticsProblemException">As <see cref="AskAsync"/>; also where single companies may not be seen.</exception>
    public Task<JsonElement> RowsAsync(AnalyticsQuery query, CancellationToken cancellation = default) => GetAsync(Address("rows", query), cancellation);

    /// <summary>The answer as a file: csv, xlsx or parquet.</summary>
    /// <exception cref="AnalyticsProblemException">As <see cref="AskAsync"/>.</exception>
    public async Task<byte[]> FileAsync(AnalyticsQuery query, string format, CancellationToken cancellation = default)
    {
        using var response = await http.GetAsync(Address("query", query.With("format", format)), cancellation);
        await RefuseAsync(response, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    private string Address(string route, AnalyticsQuery query) => $"/api/v1/{route}?{query.With("lang", language)}";

    private async Task<JsonElement> GetAsync(string address, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(address, cancellation);
        await RefuseAsync(response, cancellation);
        return await JsonOf(response, cancellation);
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(Json, cancellation);

    private static async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
            throw new AnalyticsProblemException(
                await response.Content.ReadFromJsonAsync<AnalyticsProblem>(Json, cancellation)
                    ?? new((int)response.StatusCode, response.ReasonPhrase ?? "", null, null, null, null)
            );
        response.EnsureSuccessStatusCode();
    }
}

/// <summary>Problem details from the API (RFC 9457): the parameter, its value and the allowed values.</summary>
public sealed record AnalyticsProblem(int Status, string Title, string? Detail, string? Parameter, string? Value, IReadOnlyList<string>? Allowed);

/// <summary>The API refused or failed to answer a question.</summary>
public sealed class AnalyticsProblemException(AnalyticsProblem problem) : Exception(problem.Detail ?? problem.Title)
{
    /// <summary>The problem details.</summary>
    public AnalyticsProblem Problem { get; } = problem;
}
