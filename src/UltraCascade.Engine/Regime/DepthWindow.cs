using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Regime;

/// <summary>Sixty one-minute depths in dollars.</summary>
[InlineArray(DepthWindow.Minutes)]
public struct MinuteDepths
{
    private double _element;
}

/// <summary>
/// Liquidity from an hour of order-book depth: DEEP above its upper quartile with a spread below 5 bps, ILLIQUID below its lower quartile with a spread above
/// 20 bps, SHALLOW with a spread above 15 bps. One sample a minute: the newest depth of each.
/// </summary>
public struct DepthWindow
{
    /// <summary>Samples looked back on.</summary>
    public const int Minutes = 60;

    private const long MinuteNs = 60_000_000_000L;
    private const int MinimumSamples = 10;

    private MinuteDepths _samples;
    private double _depth;
    private double _spreadBps;
    private double _lowerQuartile;
    private double _upperQuartile;
    private long _minute;
    private int _count;

    /// <summary>Takes a depth in dollars and a spread in basis points.</summary>
    public void Observe(double depthUsd, double spreadBps, long engineNs)
    {
        long minute = engineNs / MinuteNs;
        if (_minute != 0 && minute > _minute)
        {
            Span<double> samples = _samples;
            samples[_count % Minutes] = _depth;
            _count = _count + 1 >= 2 * Minutes ? Minutes : _count + 1;
            FindQuartiles();
        }

        _minute = minute;
        _depth = depthUsd;
        _spreadBps = spreadBps;
    }

    /// <summary>Steps by which liquidity shifts the regime at <paramref name="engineNs"/>: −1 deep, +1 illiquid, 0 else or unknown.</summary>
    public readonly int Shift(long engineNs)
    {
        bool known = _count >= MinimumSamples && (engineNs / MinuteNs) - _minute < Minutes;
        if (!known)
        {
            return 0;
        }

        if (_depth > _upperQuartile && _spreadBps < 5)
        {
            return -1;
        }

        return _depth < _lowerQuartile && _spreadBps > 20 ? 1 : 0;
    }

    private void FindQuartiles()
    {
        int held = Math.Min(_count, Minutes);
        Span<double> sorted = stackalloc double[Minutes];
        ((Span<double>)_samples)[..held].CopyTo(sorted);
        sorted = sorted[..held];
        sorted.Sort();
        _lowerQuartile = sorted[held / 4];
        _upperQuartile = sorted[held * 3 / 4];
    }
}
