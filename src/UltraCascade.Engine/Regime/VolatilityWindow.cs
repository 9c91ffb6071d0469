using System.Runtime.CompilerServices;
using UltraCascade.Engine.Numerics;

namespace UltraCascade.Engine.Regime;

/// <summary>300 squared one-second log returns.</summary>
[InlineArray(VolatilityWindow.Seconds)]
public struct SquaredReturns
{
    private float _element;
}

/// <summary>
/// σ₅ₘ = √Σr² over the last 300 s of one-second log returns, not annualised, from mark or trade prices. A second without a price
/// counts as a return of 0. The sum is taken anew once a second: no drift.
/// </summary>
public struct VolatilityWindow
{
    /// <summary>Seconds looked back on.</summary>
    public const int Seconds = 300;

    private const long SecondNs = 1_000_000_000L;

    private SquaredReturns _squares;
    private double _previousClose;
    private double _price;
    private double _sigma;
    private long _second;
    private long _pricedSecond;

    /// <summary>Whether a price came within the window.</summary>
    public readonly bool IsKnown(long engineNs) => _price > 0 && (engineNs / SecondNs) - _pricedSecond < Seconds;

    /// <summary>The newest price; 0 = none.</summary>
    public readonly double Price => _price;

    /// <summary>Takes a price.</summary>
    public void Observe(double price, long engineNs)
    {
        AdvanceTo(engineNs);
        if (_price == 0)
        {
            _previousClose = price;
            _second = engineNs / SecondNs;
        }

        _price = price;
        _pricedSecond = engineNs / SecondNs;
    }

    /// <summary>σ at <paramref name="engineNs"/>.</summary>
    public double Sigma(long engineNs)
    {
        AdvanceTo(engineNs);
        return _sigma;
    }

    private void AdvanceTo(long engineNs)
    {
        long second = engineNs / SecondNs;
        if (_price == 0 || second <= _second)
        {
            return;
        }

        // The second that ended closes at the newest price; those after it had none.
        double r = Logarithm.Of(_price / _previousClose);
        _previousClose = _price;
        Span<float> squares = _squares;
        long from = Math.Max(_second, second - Seconds);
        for (long s = from; s < second; s++)
        {
            squares[(int)(s % Seconds)] = s == _second ? (float)(r * r) : 0f;
        }

        _second = second;
        double sum = 0;
        foreach (float square in squares)
        {
            sum += square;
        }

        _sigma = Math.Sqrt(sum);
    }
}
