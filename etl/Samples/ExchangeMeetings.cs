namespace Analytics.Etl.Samples;

/// <summary>A technology exchange meeting (技術交流会). Its number is unique only within the institute that holds it: both have a T2008-1.</summary>
public sealed record ExchangeMeeting(string Number, Institute Institute, DateOnly Date, string Name, Place Venue)
{
    public int FiscalYear => FiscalYears.Of(Date);
}

/// <summary>
/// The meetings of the samples: one a quarter for each institute, from its first agreement on, whatever the number of referrals and the seed.
/// </summary>
public static class ExchangeMeetings
{
    /// <summary>Days after which a referral is put down to a meeting no longer.</summary>
    private const int Remembered = 180;

    // The first institute meets on the third Wednesday of a quarter's second month, the second on the third Thursday of its first.
    private static readonly (DayOfWeek Day, int Month, string Name, string[] Venues)[] Habits =
    [
        (DayOfWeek.Wednesday, 1, "技術交流会", ["22130", "22100", "22203"]),
        (DayOfWeek.Thursday, 0, "ものづくり技術交流会", ["22100", "22210", "22211", "22130"]),
    ];

    /// <summary>In the order of their days.</summary>
    public static readonly IReadOnlyList<ExchangeMeeting> All =
    [
        .. Parties.Institutes.Zip(Habits, Of).SelectMany(meetings => meetings).OrderBy(meeting => meeting.Date),
    ];

    /// <summary>The institute's latest meeting up to that day that a referral of the day can come from, or null.</summary>
    public static ExchangeMeeting? Before(Institute institute, DateOnly date) =>
        All.LastOrDefault(meeting => meeting.Institute == institute && meeting.Date <= date && meeting.Date >= date.AddDays(-Remembered));

    private static IEnumerable<ExchangeMeeting> Of(Institute institute, (DayOfWeek Day, int Month, string Name, string[] Venues) habit)
    {
        var from = Parties.Agreements.Where(agreement => agreement.Institute == institute).Min(agreement => agreement.From);
        var held = 0;
        foreach (var year in FiscalYears.All)
        {
            var ofYear = 0;
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var first = new DateOnly(year, 4, 1).AddMonths(3 * quarter + habit.Month);
                var date = FiscalYears.NextOpen(first.AddDays((habit.Day - first.DayOfWeek + 7) % 7 + 14));
                if (date < from)
                    continue;
                var venue = Places.All.First(place => place.Code == habit.Venues[held % habit.Venues.Length]);
                yield return new ExchangeMeeting($"T{year}-{++ofYear}", institute, date, $"第{++held}回{habit.Name}", venue);
            }
        }
    }
}
