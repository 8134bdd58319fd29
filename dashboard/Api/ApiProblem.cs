using System.Text.Json.Serialization;

namespace Analytics.Dashboard.Api;

/// <summary>Problem details (RFC 9457): why there is no answer.</summary>
internal record ApiProblem(
    [property: JsonPropertyOrder(-1)] string Type,
    [property: JsonPropertyOrder(-1)] string Title,
    [property: JsonPropertyOrder(-1)] int Status,
    [property: JsonPropertyOrder(-1)] string Detail
)
{
    public const string ContentType = "application/problem+json";
}

/// <summary>Problem details for bad parameters: the first one's name, value and allowed values, followed by all faults.</summary>
internal sealed record FaultProblem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Parameter,
    string? Value,
    IReadOnlyList<string> Allowed,
    IReadOnlyList<ProblemFault> Faults
) : ApiProblem(Type, Title, Status, Detail);

/// <summary>What is wrong with one parameter, and what is allowed instead.</summary>
internal sealed record ProblemFault(string Parameter, string? Value, string Reason, IReadOnlyList<string> Allowed);
