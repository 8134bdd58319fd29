using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Dashboard.Visuals;

/// <summary>A prefecture's outline in units of the drawing: its two-digit code and its islands as closed rings.</summary>
public sealed record Outline(string Prefecture, IReadOnlyList<IReadOnlyList<MapPoint>> Rings);

/// <summary>
/// The prefectures of Japan as <c>@svg-maps/japan</c> 2.0.0 draws them (Victor Cazanave, CC BY 4.0), read from the package's own file. It is a sketch
/// in Mercator's
/// projection: small islands are missing, among them the Northern Territories, Takeshima, the Senkakus and Ogasawara. One change: it draws Ulleungdo, which is
/// Korean, as an island of Shimane; that ring is left out.
/// </summary>
public static partial class JapanOutlines
{
    // The package names prefectures in Latin letters; their place here is their code (JIS X 0401).
    private static readonly string[] Names = (
        "hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie "
        + "shiga kyoto osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa"
    ).Split(' ');

    private static readonly MapPoint Ulleungdo = Place(37.50, 130.87);
    private static readonly Lazy<IReadOnlyList<Outline>> Drawn = new(Read);

    /// <summary>All 47, in the order of their codes.</summary>
    public static IReadOnlyList<Outline> All => Drawn.Value;

    /// <summary>
    /// Where a place lies in the drawing, in degrees of WGS 84: Mercator's projection, fitted to the prefectural offices of 42 prefectures; mean
    /// error 0.1 unit (0.5 km).
    /// </summary>
    public static MapPoint Place(double latitude, double longitude) =>
        new(19.71513 * longitude - 2437.7414, -19.63750 * (180 / Math.PI * Math.Log(Math.Tan(Math.PI / 4 + latitude * Math.PI / 360))) + 1006.5280);

    private static IReadOnlyList<Outline> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("npm/svg-maps-japan.js")!;
        using var reader = new StreamReader(stream);
        var module = reader.ReadToEnd();
        // "export default {…}": the object is plain JSON.
        using var json = JsonDocument.Parse(module[module.IndexOf('{')..(module.LastIndexOf('}') + 1)]);
        var paths = json
            .RootElement.GetProperty("locations")
            .EnumerateArray()
            .ToDictionary(l => l.GetProperty("id").GetString()!, l => l.GetProperty("path").GetString()!);
        return
        [
            .. Names.Select(
                (name, place) =>
                    new Outline((place + 1).ToString("00", CultureInfo.InvariantCulture), [.. RingsOf(paths[name]).Where(ring => !IsUlleungdo(ring))])
            ),
        ];
    }

    // Relative moves with implicit lines: "m x,y dx,dy … z m dx,dy …", each ring beginning from where the last one began.
    private static IEnumerable<IReadOnlyList<MapPoint>> RingsOf(string path)
    {
        var (at, ring) = (new MapPoint(0, 0), new List<MapPoint>());
        foreach (Match part in Part().Matches(path))
        {
            if (part.Value is "z" or "Z")
            {
                yield return ring;
                (at, ring) = (ring[0], []);
            }
            else if (part.Value is not "m")
            {
                at = new(
                    at.X + double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture),
                    at.Y + double.Parse(part.Groups[2].Value, CultureInfo.InvariantCulture)
                );
                ring.Add(at);
            }
        }

        if (ring.Count > 2)
            yield return ring;
    }

    private static bool IsUlleungdo(IReadOnlyList<MapPoint> ring) => Math.Abs(ring[0].X - Ulleungdo.X) < 6 && Math.Abs(ring[0].Y - Ulleungdo.Y) < 6;

    [GeneratedRegex(@"[mzZ]|(-?[0-9.]+)[ ,]+(-?[0-9.]+)")]
    private static partial Regex Part();
}
