using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>A kind of file that a sheet is drawn into. The same sheet gives the same bytes: no clock and no chance stands in them. Stateless.</summary>
internal sealed record PlotFile(string Format, string ContentType, Func<PlotSheet, byte[]> Draw)
{
    // Twice the sheet's pixels, for print and for sharp screens.
    private const float PngScale = 2;

    // As wide as A4 lies.
    private const float PdfScale = 842 / PlotSheet.Width;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The files that there are, by format.</summary>
    public static IReadOnlyDictionary<string, PlotFile> All { get; } =
        new PlotFile[] { new("png", "image/png", Png), new("svg", "image/svg+xml", SvgOf), new("pdf", "application/pdf", Pdf) }.ToDictionary(f => f.Format);

    private static byte[] Png(PlotSheet sheet)
    {
        using var bitmap = new SKBitmap(
            new SKImageInfo((int)(PlotSheet.Width * PngScale), (int)(sheet.Height * PngScale), SKColorType.Rgba8888, SKAlphaType.Opaque)
        );
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(PngScale);
        sheet.Draw(canvas, asOutlines: false);
        using var pixels = bitmap.PeekPixels();
        // Flat colours: the plain filter and a middling effort give small files in a third of the time.
        using var data =
            pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, 5))
            ?? throw new InvalidOperationException("The picture could not be written as PNG.");
        return data.ToArray();
    }

    // Words are outlines, so that they look right without the font; those who do not see the picture hear its title and description.
    private static byte[] SvgOf(PlotSheet sheet)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new(0, 0, PlotSheet.Width, sheet.Height), stream))
            sheet.Draw(canvas, asOutlines: true);
        stream.Position = 0;
        var document = XDocument.Load(stream);
        var root = document.Root!;
        NumberClips(root, "clip");
        root.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {PlotSheet.Width} {sheet.Height}"));
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-labelledby", "title description");
        root.AddFirst(
            new XElement(Svg + "title", new XAttribute("id", "title"), sheet.Title),
            new XElement(Svg + "desc", new XAttribute("id", "description"), sheet.Description)
        );
        return new UTF8Encoding(false).GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }

    // Skia counts its clips through the life of the process: counted through the file, the same picture has the same text.
    internal static void NumberClips(XElement root, string prefix)
    {
        var names = root.Descendants(Svg + "clipPath")
            .Select(clip => clip.Attribute("id")!)
            .Select((id, place) => (Id: id, Old: id.Value, New: $"{prefix}-{place + 1}"))
            .ToList();
        var byUse = names.ToDictionary(n => $"url(#{n.Old})", n => $"url(#{n.New})");
        foreach (var (id, _, name) in names)
            id.Value = name;
        foreach (var use in root.Descendants().Attributes("clip-path").Where(a => byUse.ContainsKey(a.Value)))
            use.Value = byUse[use.Value];
    }

    private static byte[] Pdf(PlotSheet sheet)
    {
        using var stream = new MemoryStream();
        var instant = (sheet.AsOf ?? DateTimeOffset.UnixEpoch).UtcDateTime;
        SKDocumentPdfMetadata metadata = new()
        {
            Title = sheet.Title,
            Creator = "Analytics",
            Producer = "Analytics",
            Creation = instant,
            Modified = instant,
            EncodingQuality = 100,
            RasterDpi = 144,
        };
        using (var document = SKDocument.CreatePdf(stream, metadata))
        {
            using var canvas = document.BeginPage(PlotSheet.Width * PdfScale, sheet.Height * PdfScale);
            canvas.Scale(PdfScale);
            sheet.Draw(canvas, asOutlines: false);
            document.EndPage();
            document.Close();
        }

        return stream.ToArray();
    }
}
