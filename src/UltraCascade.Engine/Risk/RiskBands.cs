using System.Runtime.CompilerServices;

namespace UltraCascade.Engine.Risk;

/// <summary>Four rising bounds at which a factor scores 25, 50, 75 and 100; linear between them and down to 0 at 0.</summary>
public readonly struct RiskBands(double at25, double at50, double at75, double at100)
{
    /// <summary>Score of <paramref name="value"/>, 0 … 100. Negative values and NaN score 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Score(double value)
    {
        if (!(value > 0))
        {
            return 0;
        }

        if (value >= at100)
        {
            return 100;
        }

        if (value >= at75)
        {
            return 75 + (25 * (value - at75) / (at100 - at75));
        }

        if (value >= at50)
        {
            return 50 + (25 * (value - at50) / (at75 - at50));
        }

        return value >= at25 ? 25 + (25 * (value - at25) / (at50 - at25)) : 25 * value / at25;
    }
}
