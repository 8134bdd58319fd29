using System.Collections.Concurrent;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// Interns the texts in columns of facts (sizes, states, stages) for the whole process, so that columns hold numbers. There are few; they are never
/// removed. Thread-safe.
/// </summary>
internal static class TextPool
{
    private static readonly ConcurrentDictionary<string, int> Places = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<int, string> Texts = new();
    private static readonly Lock Adding = new();

    public static int PlaceOf(string text)
    {
        if (Places.TryGetValue(text, out var place))
        {
            return place;
        }

        lock (Adding)
        {
            if (!Places.TryGetValue(text, out place))
            {
                place = Texts.Count;
                Texts[place] = text;
                Places[text] = place;
            }

            return place;
        }
    }

    /// <summary>The position of a text, or null if no column contains it: texts in questions are not added.</summary>
    public static int? Find(string text) => Places.TryGetValue(text, out var place) ? place : null;

    public static string TextAt(int place) => Texts[place];
}
