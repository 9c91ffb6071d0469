namespace UltraCascade.Redis.Connection;

/// <summary>
/// Pauses between attempts: doubled each time up to the longest, each drawn between its half and its whole, so that many
/// bridges do not knock at the same moment.
/// </summary>
internal sealed class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _longest;
    private readonly Func<double> _draw;
    private TimeSpan _next = s_first;

    /// <param name="longest">The longest pause.</param>
    /// <param name="draw">Gives numbers from 0 to 1.</param>
    public Backoff(TimeSpan longest, Func<double> draw)
    {
        _longest = longest;
        _draw = draw;
    }

    public TimeSpan Next()
    {
        TimeSpan pause = (_next < _longest ? _next : _longest) * (0.5 + (_draw() / 2));
        _next = _next < _longest ? _next * 2 : _longest;
        return pause;
    }

    public void Reset() => _next = s_first;
}
