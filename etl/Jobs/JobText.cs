namespace Analytics.Etl.Jobs;

/// <summary>A text of a job in both languages within the one string that Quartz keeps; <c>quartz.jobs</c> takes them apart again.</summary>
static class JobText
{
    public const string Between = " | ";

    public static string Of(string ja, string en) => ja + Between + en;
}
