using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;
using Npgsql;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>A question's fate: its answer, or that it failed. Each picture has its own, so that one failure leaves the others standing.</summary>
public sealed record Asked(Result? Answer, Exception? Failure)
{
    /// <summary>Asks; a failure of the database is kept (and logged), a fault of ours is thrown.</summary>
    public static async Task<Asked> Of(Task<Result> answer, ILogger logger)
    {
        try
        {
            return new(await answer, null);
        }
        catch (Exception failure) when (failure is NpgsqlException or QueryException or TimeoutException)
        {
            logger.LogError(failure, "A picture's question was not answered");
            return new(null, failure);
        }
    }
}
