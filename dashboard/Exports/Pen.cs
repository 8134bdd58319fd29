using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>Where a text stands to its point.</summary>
internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>Draws words and simple shapes. As outlines, the words need no font where the picture is opened. Not thread-safe.</summary>
internal sealed class Pen(SKCanvas canvas, bool asOutlines)
{
    /// <summary>What is drawn on.</summary>
    public SKCanvas Canvas => canvas;

    /// <summary>Writes one line on its baseline.</summary>
    public void Write(string text, float x, float baseline, Lettering lettering, Align align = Align.Left)
    {
        using var font = lettering.Font();
        using var paint = new SKPaint { Color = lettering.Colour, IsAntialias = true };
        if (align != Align.Left)
            x -= font.MeasureText(text) / (align == Align.Centre ? 2 : 1);
        if (asOutlines)
        {
            using var outline = font.GetTextPath(text, new SKPoint(x, baseline));
            canvas.DrawPath(outline, paint);
        }
        else
            canvas.DrawText(text, x, baseline, font, paint);
    }

    /// <summary>Writes one line over a picture, with a rim of the sheet's colour around its letters.</summary>
    public void WriteOnPicture(string text, float x, float baseline, Lettering lettering, Align align)
    {
        using var font = lettering.Font();
        using var rim = new SKPaint
        {
            Color = Tokens.Surface,
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 3,
            StrokeJoin = SKStrokeJoin.Round,
        };
        var left = align == Align.Left ? x : x - font.MeasureText(text) / (align == Align.Centre ? 2 : 1);
        using var outline = font.GetTextPath(text, new SKPoint(left, baseline));
        canvas.DrawPath(outline, rim);
        Write(text, x, baseline, lettering, align);
    }

    /// <summary>A disc, or a ring where it is hollow.</summary>
    public void Spot(float x, float y, float radius, SKColor colour, bool isHollow)
    {
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            Style = isHollow ? SKPaintStyle.Stroke : SKPaintStyle.Fill,
            StrokeWidth = 2,
        };
        canvas.DrawCircle(x, y, isHollow ? radius - 1 : radius, paint);
    }

    /// <summary>Writes lines downwards from <paramref name="top"/>; answers where the next would begin.</summary>
    public float Write(IEnumerable<string> lines, float x, float top, Lettering lettering, Align align = Align.Left)
    {
        foreach (var line in lines)
        {
            Write(line, x, top + lettering.Ascent, lettering, align);
            top += lettering.Leading;
        }

        return top;
    }

    /// <summary>A filled rectangle, its corners rounded.</summary>
    public void Fill(SKRect rectangle, SKColor colour, float radius = 0)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRoundRect(rectangle, radius, radius, paint);
    }

    /// <summary>A straight stroke.</summary>
    public void Stroke(float x1, float y1, float x2, float y2, SKColor colour, float width = 1)
    {
        using var paint = new SKPaint
        {
            Color = colour,
            IsAntialias = true,
            StrokeWidth = width,
            Style = SKPaintStyle.Stroke,
        };
        canvas.DrawLine(x1, y1, x2, y2, paint);
    }
}
