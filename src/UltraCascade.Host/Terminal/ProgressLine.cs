using System.Diagnostics;
using System.Globalization;

namespace UltraCascade.Host.Terminal;

/// <summary>
/// A progress bar with rate and time left on standard error: only on a terminal, only once the work has taken a second,
/// at most five times a second, and wiped when the work is done.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan s_firstShown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly string _what;
    private readonly string _unit;
    private readonly bool _enabled;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = s_firstShown;
    private bool _shown;

    public ProgressLine(string what, string unit, bool enabled = true)
    {
        _what = what;
        _unit = unit;
        _enabled = enabled && TerminalFacts.ErrorIsLive;
    }

    /// <summary>Shows <paramref name="done"/> of <paramref name="total"/>; a total of 0 is one that is not known.</summary>
    public void Show(long done, long total)
    {
        TimeSpan elapsed = _watch.Elapsed;
        if (!_enabled || elapsed < _next)
        {
            return;
        }

        _next = elapsed + s_interval;
        _shown = true;
        double rate = done / elapsed.TotalSeconds;
        string text = total > 0
            ? $"{_what} {Bar.Draw((double)done / total, 20)} {100.0 * done / total:0}%  {Quantity.Short(rate)} {_unit}/s  {Left(done, total, rate)} left"
            : $"{_what} {Quantity.Short(done)} {_unit}  {Quantity.Short(rate)} {_unit}/s";
        Console.Error.Write("\r" + new StyledLine(colour: false, TerminalFacts.Columns - 1).Add(text) + "\x1b[K");
    }

    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write("\r\x1b[K");
        }
    }

    private static string Left(long done, long total, double rate)
    {
        if (done <= 0 || rate <= 0)
        {
            return "?";
        }

        TimeSpan left = TimeSpan.FromSeconds(Math.Min((total - done) / rate, 359_999));
        return left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
