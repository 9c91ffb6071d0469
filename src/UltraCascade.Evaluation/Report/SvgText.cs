using System.Globalization;
using System.Net;
using System.Text;

namespace UltraCascade.Evaluation.Report;

/// <summary>An SVG drawing as it grows. Colours come from classes of the page's style, so that light and dark need no second drawing.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public SvgText(double width, double height, string label)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width:0.##} {height:0.##}\" role=\"img\" aria-label=\"{Escape(label)}\">\n");
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public SvgText Line(double x1, double y1, double x2, double y2, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" class=\"{style}\"/>\n");
        return this;
    }

    public SvgText Polyline(IEnumerable<(double X, double Y)> points, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"{Points(points)}\"/>\n");
        return this;
    }

    public SvgText Polygon(IEnumerable<(double X, double Y)> points, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<polygon class=\"{style}\" points=\"{Points(points)}\"/>\n");
        return this;
    }

    public SvgText Rectangle(double x, double y, double width, double height, string style, string hint = "")
    {
        _text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" class=\"{style}\"");
        return Close("rect", hint);
    }

    public SvgText Dot(double x, double y, double radius, string style, string hint = "")
    {
        _text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" class=\"{style}\"");
        return Close("circle", hint);
    }

    /// <summary><paramref name="anchor"/> is start, middle or end.</summary>
    public SvgText Text(double x, double y, string text, string anchor = "start", string style = "axis")
    {
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" class=\"{style}\">{Escape(text)}</text>\n");
        return this;
    }

    public override string ToString() => _text + "</svg>\n";

    private SvgText Close(string element, string hint)
    {
        _text.Append(hint.Length == 0 ? "/>\n" : $"><title>{Escape(hint)}</title></{element}>\n");
        return this;
    }

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")));
}
