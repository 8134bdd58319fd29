namespace Analytics.Etl.Jobs;

/// <summary>A text of a job in both languages within the one string that Quartz keeps; <c>quartz.jobs</c> takes them apart again.</summary>
static class JobText
{
    public const string Between = " | ";

    public static string Of(string ja, string en) => ja == en ? ja : ja + Between + en;

    public static string Of(Bilingual text) => Of(text.Ja, text.En);

    /// <summary>Both languages again; a text of one language stands for both.</summary>
    public static Bilingual Parse(string text) => text.Split(Between, 2) is [var ja, var en] ? new(ja, en) : new(text, text);
}
