using UltraCascade.Protocol;

namespace UltraCascade.Engine.Regime;

/// <summary>Bounds and multipliers of the volatility regimes (DETECTION 5).</summary>
public static class RegimeBands
{
    // σ over five minutes, not annualised: for scale, 50 % a year is .15 %.
    private static readonly double[] s_upper = [.001, .002, .004, .006, .01];
    private static readonly double[] s_velocity = [1, .5, .7, 1, 1.3, 1.8, 2.5];
    private static readonly double[] s_volume = [1, .6, .8, 1, 1.2, 1.5, 2];

    /// <summary>The regime of a five-minute volatility.</summary>
    public static MarketRegime Of(double sigma)
    {
        int index = 0;
        while (index < s_upper.Length && sigma >= s_upper[index])
        {
            index++;
        }

        return (MarketRegime)(index + 1);
    }

    /// <summary>The regime <paramref name="steps"/> higher (or lower), within the scale.</summary>
    public static MarketRegime Shift(MarketRegime regime, int steps) =>
        (MarketRegime)Math.Clamp((int)regime + steps, (int)MarketRegime.Dormant, (int)MarketRegime.Extreme);

    /// <summary>What the velocity bands of the risk score are multiplied by.</summary>
    public static double VelocityMultiplier(MarketRegime regime) => s_velocity[(int)regime];

    /// <summary>What the volume bands of the risk score are multiplied by.</summary>
    public static double VolumeMultiplier(MarketRegime regime) => s_volume[(int)regime];
}
