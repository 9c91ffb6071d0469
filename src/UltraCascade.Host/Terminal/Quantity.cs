using System.Globalization;

namespace UltraCascade.Host.Terminal;

/// <summary>Numbers for people: three figures and a suffix.</summary>
internal static class Quantity
{
    /// <summary>As <c>1.23k</c>, <c>45.6M</c>; the sign is kept.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        return size switch
        {
            >= 999.5e9 => Figures(value / 1e12) + "T",
            >= 999.5e6 => Figures(value / 1e9) + "B",
            >= 999.5e3 => Figures(value / 1e6) + "M",
            >= 999.5 => Figures(value / 1e3) + "k",
            _ => Figures(value),
        };
    }

    /// <summary>Dollars, as <c>$1.23M</c>.</summary>
    public static string Dollars(double usd) => "$" + Short(usd);

    /// <summary>Dollars from micro-dollars.</summary>
    public static string DollarsOfMicro(long microUsd) => Dollars(microUsd / 1e6);

    /// <summary>A duration, as <c>850 ns</c>, <c>12.3 µs</c>, <c>1.20 s</c>, <c>3 min</c>.</summary>
    public static string Duration(double ns) => Math.Abs(ns) switch
    {
        < 1e3 => Figures(ns) + " ns",
        < 1e6 => Figures(ns / 1e3) + (TerminalFacts.HasUnicode ? " µs" : " us"),
        < 1e9 => Figures(ns / 1e6) + " ms",
        < 120e9 => Figures(ns / 1e9) + " s",
        < 7200e9 => Figures(ns / 60e9) + " min",
        _ => Figures(ns / 3600e9) + " h",
    };

    /// <summary>UTC time of day from ns since 1970, as <c>11:13:13.984</c>.</summary>
    public static string TimeOfDay(long unixNs) => At(unixNs).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>UTC date and time from ns since 1970, as <c>2026-03-04 11:13:13.984</c>.</summary>
    public static string DateAndTime(long unixNs) => At(unixNs).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static DateTime At(long unixNs) => DateTime.UnixEpoch.AddTicks(unixNs / 100);

    private static string Figures(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 99.95 || value == Math.Truncate(value) ? "0" : size >= 9.995 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
