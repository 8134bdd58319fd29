using Analytics.Etl.Extract.Files;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Headers;

/// <summary>
/// Finds the header of a sheet and the source that it belongs to: the source whose required headers are all there, and of several
/// the one with most headers matched.
/// </summary>
static class HeaderSearch
{
    /// <summary>A header is looked for in so many rows from the top.</summary>
    public const int Depth = 40;

    /// <summary>So many sources are told of a file that belongs to none.</summary>
    const int Most = 3;

    /// <summary>Each source's best fit in these rows, best first; sources of which not one header was found are left out.</summary>
    public static IReadOnlyList<HeaderMatch> Matches(IReadOnlyList<RawRow> rows, IReadOnlyList<Source> sources)
    {
        var best = new Dictionary<string, HeaderMatch>(StringComparer.Ordinal);
        // Each cell is looked at by itself and with the rows around it: what it says as a header is worked out once.
        var known = new Dictionary<string, HeaderText>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            Try(i, 1, HeaderMatch.Single(rows[i], Text));
            if (i + 1 < rows.Count)
                Try(i, 2, HeaderMatch.Double(rows[i], rows[i + 1], Text));
        }

        return [.. InOrder(best.Values)];

        HeaderText Text(string written) => known.TryGetValue(written, out var text) ? text : known[written] = HeaderText.Of(written);

        void Try(int first, int height, IReadOnlyList<HeaderText> headers)
        {
            foreach (var source in sources)
            {
                var match = HeaderMatch.Of(source, first, height, headers);
                if (match.Matched > 0 && (!best.TryGetValue(source.Name, out var before) || IsBetter(match, before)))
                    best[source.Name] = match;
            }
        }
    }

    /// <summary>The one source that fits; null if none does.</summary>
    /// <exception cref="FileRefusedException">Several fit alike, or one column is headed twice.</exception>
    public static HeaderMatch? Winner(IReadOnlyList<HeaderMatch> matches)
    {
        if (matches is not [{ IsComplete: true } winner, ..])
            return null;
        var alike = matches.Where(match => match.IsComplete && match.Matched == winner.Matched).Select(match => match.Source).ToList();
        if (alike.Count > 1)
            throw Rules.SourceAmbiguous.Refusal([
                string.Join("、", alike.Select(source => $"{source.Label.Ja} ({source.Name})")),
                string.Join(", ", alike.Select(source => $"{source.Label.En} ({source.Name})")),
            ]);
        if (winner.Twice is { } twice)
            throw Rules.HeaderDuplicate.Refusal([twice.First, twice.Second]);
        return winner;
    }

    /// <summary>Nothing fits: says what comes near and what it lacks.</summary>
    public static FileRefusedException Unknown(IReadOnlyList<HeaderMatch> matches, IReadOnlyList<Source> sources)
    {
        if (matches.Count == 0)
            return Rules.SourceUnknown.Refusal([
                string.Join("、", sources.Select(source => $"{source.Label.Ja} ({source.Name})")),
                string.Join(", ", sources.Select(source => $"{source.Label.En} ({source.Name})")),
            ]);
        var nearest = InOrder(matches).DistinctBy(match => match.Source.Name).Take(Most).ToList();
        var refusal = Rules.SourceUnknown.Refusal([
            string.Join("、", nearest.Select(match => $"{match.Source.Label.Ja} ({match.Source.Name}; 足りない見出し: {Headers(match)})")),
            string.Join(", ", nearest.Select(match => $"{match.Source.Label.En} ({match.Source.Name}; missing headers: {Headers(match)})")),
        ]);
        // Of a file that has most of what a source requires, a person can say which header stands for the rest.
        return nearest[0].Matched > nearest[0].Missing.Count ? new(refusal.Rule, refusal.Reason, refusal.Mend) { Near = [.. nearest.Select(Near)] } : refusal;
    }

    /// <summary>The share of required headers that are there tells a ledger from one that happens to lack as many; then the number of all that are.</summary>
    static IEnumerable<HeaderMatch> InOrder(IEnumerable<HeaderMatch> matches) =>
        matches
            .OrderByDescending(match => match.RequiredShare)
            .ThenByDescending(match => match.Matched)
            .ThenBy(match => match.Source.Name, StringComparer.Ordinal);

    static NearSource Near(HeaderMatch match) =>
        new(
            match.Source.Name,
            [.. match.Columns.Where(bound => bound.Column is null && bound.IsHeaded).Select(bound => bound.Header)],
            [.. match.Source.Columns.Where(column => !column.IsConstant && match.Columns.All(bound => bound.Column != column)).Select(column => column.Name)]
        );

    static string Headers(HeaderMatch match) => string.Join(", ", match.Missing.Select(column => column.Header));

    static bool IsBetter(HeaderMatch match, HeaderMatch known) =>
        (match.IsComplete, match.Matched, -match.Height).CompareTo((known.IsComplete, known.Matched, -known.Height)) > 0;
}
