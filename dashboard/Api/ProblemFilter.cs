using Analytics.Dashboard.Http;
using Analytics.Sql;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>The request is invalid; lists every fault in it.</summary>
internal sealed class BadRequestException(IReadOnlyList<QueryFault> faults) : Exception(faults[0].Reason.En)
{
    public BadRequestException(string parameter, string? value, Bilingual reason, params IReadOnlyList<string> allowed)
        : this([new QueryFault(parameter, value, reason, allowed)]) { }

    public IReadOnlyList<QueryFault> Faults { get; } = faults;
}

/// <summary>The address names something that does not exist: which part, why, and what does exist.</summary>
internal sealed class NotThereException(string parameter, string value, Bilingual reason, IReadOnlyList<string> allowed) : Exception(reason.En)
{
    public QueryFault Fault { get; } = new(parameter, value, reason, allowed);
}

/// <summary>
/// Turns faults of a request into problem details (RFC 9457) with the parameter, its value and the allowed values. Internal errors are logged; the
/// caller learns only that the request failed.
/// </summary>
internal sealed class ProblemFilter(ILogger<ProblemFilter> log) : IEndpointFilter
{
    /// <summary>Longest accepted address, in characters.</summary>
    public const int LongestAddress = 32_768;

    private const string Blank = "about:blank"; // RFC 9457: the status says it all

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var length = context.HttpContext.Request.Path.Value!.Length + context.HttpContext.Request.QueryString.Value!.Length;
        if (length > LongestAddress)
        {
            return Faults(
                context.HttpContext,
                StatusCodes.Status414UriTooLong,
                "URI too long",
                [new("address", $"{length}", new("アドレスが長すぎます。", "The address is too long."), [$"≤ {LongestAddress}"])]
            );
        }

        // Postgres cannot store this character: a query with it would be a database error.
        var odd = context
            .HttpContext.Request.Query.Where(p =>
                p.Key.Contains('\0', StringComparison.Ordinal) || p.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true)
            )
            .ToList();
        if (odd.Count > 0)
        {
            return BadRequest(
                context.HttpContext,
                [.. odd.Select(p => new QueryFault(p.Key, p.Value.ToString(), new("NUL文字（%00）を含みます。", "It holds a NUL character (%00)."), []))]
            );
        }

        try
        {
            return await next(context);
        }
        catch (BadRequestException bad)
        {
            return BadRequest(context.HttpContext, bad.Faults);
        }
        catch (QueryException refused) when (refused.Fault.IsForbidden)
        {
            return Faults(context.HttpContext, StatusCodes.Status403Forbidden, "Forbidden", [refused.Fault]);
        }
        catch (QueryException bad)
        {
            return BadRequest(context.HttpContext, [bad.Fault]);
        }
        catch (NotThereException missing)
        {
            return Faults(context.HttpContext, StatusCodes.Status404NotFound, "Not found", [missing.Fault]);
        }
        catch (BusyException)
        {
            context.HttpContext.Response.Headers.RetryAfter = $"{BusyException.ComeAgain.TotalSeconds:0}";
            return Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Busy",
                ApiLanguage.Text(
                    context.HttpContext,
                    new(
                        "図やファイルの作成が込み合っています。しばらくしてからもう一度試してください。",
                        "Too many plots and files are being made. Please try again in a while."
                    )
                )
            );
        }
        catch (Exception failure) when (DatabaseAway.Is(failure) && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            log.LogWarning(failure, "The database could not be asked for {Path}", context.HttpContext.Request.Path);
            Unavailable.Mark(context.HttpContext);
            return Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Service unavailable",
                ApiLanguage.Text(
                    context.HttpContext,
                    failure is IExplained explained
                        ? explained.Reason
                        : new(
                            "データベースに接続できません。しばらくしてからもう一度試してください。",
                            "The database cannot be reached. Please try again in a moment."
                        )
                )
            );
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            log.LogError(failure, "The API failed to answer {Path}", context.HttpContext.Request.Path);
            return Problem(
                StatusCodes.Status500InternalServerError,
                "Internal error",
                ApiLanguage.Text(
                    context.HttpContext,
                    new("サーバー内部で失敗しました。しばらくしてからもう一度試してください。", "The server failed. Please try again in a while.")
                )
            );
        }
    }

    private static ProblemResult BadRequest(HttpContext http, IReadOnlyList<QueryFault> faults) =>
        Faults(http, StatusCodes.Status400BadRequest, "Bad request", faults);

    private static ProblemResult Faults(HttpContext http, int status, string title, IReadOnlyList<QueryFault> faults)
    {
        var first = faults[0];
        return new(
            new FaultProblem(
                Blank,
                title,
                status,
                $"{first.Parameter}: {ApiLanguage.Text(http, first.Reason)}",
                first.Parameter,
                first.Value,
                first.Allowed,
                [.. faults.Select(fault => new ProblemFault(fault.Parameter, fault.Value, ApiLanguage.Text(http, fault.Reason), fault.Allowed))]
            )
        );
    }

    private static ProblemResult Problem(int status, string title, string detail) => new(new ApiProblem(Blank, title, status, detail));

    private sealed class ProblemResult(ApiProblem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = problem.Status;
            return httpContext.Response.WriteAsJsonAsync(problem, problem.GetType(), ApiJson.Options, ApiProblem.ContentType, httpContext.RequestAborted);
        }
    }
}
