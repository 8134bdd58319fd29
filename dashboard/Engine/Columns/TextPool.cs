using System.Collections.Concurrent;

namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// Texts that columns of facts hold (sizes, states, stages), each once for the whole process, so that columns hold numbers. Few and for ever.
/// Thread-safe.
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

    /// <summary>The place of a text, or null where no column holds it: what questions name is not kept.</summary>
    public static int? Find(string text) => Places.TryGetValue(text, out var place) ? place : null;

    public static string TextAt(int place) => Texts[place];
}
