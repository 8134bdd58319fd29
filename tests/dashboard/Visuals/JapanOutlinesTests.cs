using System.Globalization;
using System.Reflection;
using Analytics.Dashboard.Visuals;

namespace Analytics.Tests.Dashboard.Visuals;

/// <summary>The package's outlines against the reference data: a municipal office lies in its own prefecture.</summary>
public class JapanOutlinesTests
{
    private static readonly string Root = typeof(JapanOutlinesTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot")
        .Value!;

    [Fact]
    public void All_FromThePackage_AreThe47PrefecturesInTheOrderOfTheirCodes()
    {
        Assert.Equal(Enumerable.Range(1, 47).Select(code => code.ToString("00", CultureInfo.InvariantCulture)), JapanOutlines.All.Select(o => o.Prefecture));
        Assert.All(JapanOutlines.All, o => Assert.All(o.Rings, ring => Assert.True(ring.Count > 3)));
    }

    [Theory]
    [InlineData("22", 34.71083333, 137.7266667)] // 浜松市
    [InlineData("22", 35.11861, 138.91861)] // 三島市
    [InlineData("23", 35.18147, 136.90641)] // 名古屋市
    [InlineData("19", 35.66222, 138.56833)] // 甲府市
    [InlineData("01", 43.06194, 141.35444)] // 札幌市
    [InlineData("47", 26.33417, 127.80556)] // 沖縄市
    public void Place_MunicipalOffice_LiesInItsPrefectureAndInNoOther(string prefecture, double latitude, double longitude) =>
        Assert.Equal([prefecture], JapanOutlines.All.Where(o => Holds(o, JapanOutlines.Place(latitude, longitude))).Select(o => o.Prefecture));

    // Offices on a coast or on an island that the sketch leaves out fall beside it; that they are few is what makes the sketch fit for its purpose.
    [Fact]
    public void Place_OfficesOfTheReferenceData_LieInTheirPrefectureButForTheCoasts()
    {
        var offices = File.ReadLines(Path.Combine(Root, "sql", "reference", "regions.csv"))
            .Select(line => line.Split(','))
            .Where(f => f[1] == "municipality" && f[7].Length == 2 && f[^1].Length > 0)
            .Select(f => (Prefecture: f[7], At: JapanOutlines.Place(Number(f[^2]), Number(f[^1]))))
            .ToList();
        var outlines = JapanOutlines.All.ToDictionary(o => o.Prefecture);

        var inside = offices.Count(o => Holds(outlines[o.Prefecture], o.At));
        var elsewhere = offices.Count(o => outlines.Values.Any(other => other.Prefecture != o.Prefecture && Holds(other, o.At)));

        Assert.True(offices.Count > 1700);
        Assert.True(inside > 0.93 * offices.Count, $"{inside} of {offices.Count}");
        Assert.True(elsewhere < 0.02 * offices.Count, $"{elsewhere} of {offices.Count} lie in another prefecture");

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void All_Ulleungdo_IsNotDrawnAsPartOfShimane() =>
        Assert.DoesNotContain(JapanOutlines.All, o => o.Rings.Any(ring => ring.Any(p => Distance(p, JapanOutlines.Place(37.5, 130.87)) < 8)));

    internal static bool Holds(Outline outline, MapPoint point) => outline.Rings.Count(ring => Holds(ring, point)) % 2 == 1;

    private static bool Holds(IReadOnlyList<MapPoint> ring, MapPoint point) =>
        Enumerable
            .Range(0, ring.Count)
            .Select(i => (A: ring[i], B: ring[(i + 1) % ring.Count]))
            .Count(edge =>
                edge.A.Y > point.Y != edge.B.Y > point.Y && point.X < (edge.B.X - edge.A.X) * (point.Y - edge.A.Y) / (edge.B.Y - edge.A.Y) + edge.A.X
            ) % 2
        == 1;

    private static double Distance(MapPoint one, MapPoint other) => Math.Sqrt((one.X - other.X) * (one.X - other.X) + (one.Y - other.Y) * (one.Y - other.Y));
}
