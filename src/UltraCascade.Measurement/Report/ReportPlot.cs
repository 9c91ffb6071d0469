using System.Globalization;
using System.Net;
using System.Text;
using UltraCascade.Measurement.Statistics;

namespace UltraCascade.Measurement.Report;

/// <summary>
/// The latencies as one page that needs nothing else: percentile to the right (each decade of nines as wide as the one
/// before), time upwards, both logarithmic, one line for each figure, and the table below.
/// </summary>
public static class ReportPlot
{
    private const double Left = 70;
    private const double Top = 20;
    private const double Width = 820;
    private const double Height = 420;
    private const double Nines = 5;
    private const int StepsPerDecade = 12;
    private static readonly string[] s_colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555", "#8c510a", "#5e3c99", "#1b7837", "#b2182b", "#2166ac", "#666600"];

    /// <summary>The page.</summary>
    public static string Write(SuiteReport report)
    {
        BenchResult[] latencies = [.. report.Results.Where(result => result.Distribution is { Count: > 0 })];
        StringBuilder page = new();
        page.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>UltraCascade latency</title><style>")
            .Append("body{font:14px/1.4 system-ui,sans-serif;margin:2em auto;max-width:72em;padding:0 1em;color:#222;background:#fff}")
            .Append("pre{overflow-x:auto;font-size:12px}svg{max-width:100%;height:auto}text{font:12px system-ui,sans-serif;fill:#333}")
            .Append(".warn{background:#fdecea;padding:.5em 1em;border-left:4px solid #b2182b}</style></head><body><h1>UltraCascade ")
            .Append(report.Part.ToString().ToLowerInvariant()).Append("</h1>");
        if (!report.IsClean)
        {
            page.Append("<p class=\"warn\">Not clean: ").Append(Escape(string.Join("; ", report.Reasons))).Append(". Do not quote these figures.</p>");
        }

        if (latencies.Length > 0)
        {
            AppendPlot(page, latencies);
        }

        page.Append("<pre>").Append(Escape(string.Join('\n', ReportTable.Lines(report)))).Append("</pre></body></html>\n");
        return page.ToString();
    }

    private static void AppendPlot(StringBuilder page, BenchResult[] latencies)
    {
        double lowest = Math.Floor(Math.Log10(Math.Max(1, latencies.Min(l => l.Distribution!.Min))));
        double highest = Math.Max(lowest + 1, Math.Ceiling(Math.Log10(Math.Max(10, latencies.Max(l => l.Distribution!.Max)))));
        page.Append(Text($"<svg viewBox=\"0 0 1120 {Top + Height + 50}\" role=\"img\" aria-label=\"Latency by percentile\">"));
        for (double decade = lowest; decade <= highest; decade++)
        {
            double y = Y(Math.Pow(10, decade), lowest, highest);
            page.Append(Text($"<line x1=\"{Left}\" y1=\"{y:0.#}\" x2=\"{Left + Width}\" y2=\"{y:0.#}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Unit(decade)}</text>"));
        }

        foreach ((double nines, string label) in new[] { (0.0, "0 %"), (0.30103, "50 %"), (1, "90 %"), (2, "99 %"), (3, "99.9 %"), (4, "99.99 %"), (5, "99.999 %") })
        {
            double x = X(nines);
            page.Append(Text($"<line x1=\"{x:0.#}\" y1=\"{Top}\" x2=\"{x:0.#}\" y2=\"{Top + Height}\" stroke=\"#eee\"/><text x=\"{x:0.#}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{label}</text>"));
        }

        for (int i = 0; i < latencies.Length; i++)
        {
            AppendLine(page, latencies[i], s_colours[i % s_colours.Length], i, lowest, highest);
        }

        page.Append("</svg>");
    }

    private static void AppendLine(StringBuilder page, BenchResult latency, string colour, int number, double lowest, double highest)
    {
        LogLinearHistogram all = latency.Distribution!;

        // A percentile beyond the number of samples would say nothing.
        double most = Math.Min(Nines, Math.Log10(Math.Max(2, all.Count)));
        page.Append(Text($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\""));
        for (int step = 0; step <= most * StepsPerDecade; step++)
        {
            double nines = (double)step / StepsPerDecade;
            page.Append(Text($"{X(nines):0.#},{Y(Math.Max(1, all.Percentile(100 * (1 - Math.Pow(10, -nines)))), lowest, highest):0.#} "));
        }

        double y = Top + 12 + (18 * number);
        page.Append(Text($"\"><title>{Escape(latency.Name)}</title></polyline><rect x=\"{Left + Width + 16}\" y=\"{y - 9}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>"))
            .Append(Text($"<text x=\"{Left + Width + 34}\" y=\"{y + 2}\">{Escape(latency.Name)} {latency.Value:0} ns</text>"));
    }

    private static double X(double nines) => Left + (Width * nines / Nines);

    private static double Y(double ns, double lowest, double highest) => Top + Height - (Height * (Math.Log10(ns) - lowest) / (highest - lowest));

    private static string Unit(double decade) => decade switch
    {
        < 3 => Text($"{Math.Pow(10, decade):0} ns"),
        < 6 => Text($"{Math.Pow(10, decade - 3):0} µs"),
        < 9 => Text($"{Math.Pow(10, decade - 6):0} ms"),
        _ => Text($"{Math.Pow(10, decade - 9):0} s"),
    };

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
