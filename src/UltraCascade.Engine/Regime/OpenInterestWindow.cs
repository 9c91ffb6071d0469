using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Regime;

/// <summary>One open interest for each second of a minute and the one before it.</summary>
[InlineArray(OpenInterestWindow.Samples)]
public struct SecondInterests
{
    private double _element;
}

/// <summary>Change of open interest over one minute, as a share of what it was.</summary>
public struct OpenInterestWindow
{
    /// <summary>Samples held: this second and the sixty before it.</summary>
    public const int Samples = 61;

    private const long SecondNs = 1_000_000_000L;

    private SecondInterests _samples;
    private double _newest;
    private long _second;

    /// <summary>The newest open interest in dollars; 0 = none.</summary>
    public readonly double Newest => _newest;

    /// <summary>Takes an open interest in dollars.</summary>
    public void Observe(double usd, long engineNs)
    {
        AdvanceTo(engineNs);
        _newest = usd;
        ((Span<double>)_samples)[(int)(_second % Samples)] = usd;
    }

    /// <summary>(now − a minute ago) / a minute ago; NaN while a minute ago is not known.</summary>
    public double ChangeOverAMinute(long engineNs)
    {
        AdvanceTo(engineNs);
        double before = ((Span<double>)_samples)[(int)((_second + 1) % Samples)];
        return before > 0 ? (_newest - before) / before : double.NaN;
    }

    // A second without news carries the value of the one before; before the first value it is 0, which means unknown.
    private void AdvanceTo(long engineNs)
    {
        long second = engineNs / SecondNs;
        Span<double> samples = _samples;
        for (long s = Math.Max(_second + 1, second - Samples + 1); s <= second; s++)
        {
            samples[(int)(s % Samples)] = _newest;
        }

        _second = Math.Max(_second, second);
    }
}
