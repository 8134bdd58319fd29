using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Analytics.Dashboard.Visuals;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>
/// A visual's picture alone as SVG, for a page that goes to paper: the same drawing as the exports', its words as text, so that they are set in the
/// page's own font
/// and can be found in the PDF. Stateless.
/// </summary>
internal static class PaperPicture
{
    /// <summary>The widths that may be asked for, in pixels.</summary>
    public const int Narrowest = 300,
        Widest = 1200;

    private const float Edge = 4;

    // Skia names the font of the file; the page knows it by this name.
    private const string Family = "BIZ UDPGothic";

    /// <summary>Draws it.</summary>
    /// <param name="name">Apart from those of other pictures on the page: names within the SVG begin with it.</param>
    /// <param name="visual">Has a picture.</param>
    /// <param name="width">Between <see cref="Narrowest"/> and <see cref="Widest"/>.</param>
    public static byte[] Draw(string name, Visual visual, int width)
    {
        var plot = PicturePlot.Of(visual);
        var height = MathF.Ceiling(plot.HeightFor(width - 2 * Edge));
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new(0, 0, width, height), stream))
            plot.Draw(new(canvas, asOutlines: false), new(Edge, 0, width - Edge, height));
        stream.Position = 0;
        var document = XDocument.Load(stream);
        PlotFile.NumberClips(document.Root!, name);
        document.Root!.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}"));
        foreach (var family in document.Descendants().Attributes("font-family"))
            family.Value = Family;
        return new UTF8Encoding(false).GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }
}
