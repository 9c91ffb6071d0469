using UltraCascade.Engine.Regime;
using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Risk;

/// <summary>
/// The pressure of DETECTION 4, 0 … 1: velocity .25 (÷50), acceleration .20 (÷20, while rising), dollars per second .20 (÷50M),
/// open-interest change over a minute .15 (÷5 %), |funding| .10 (÷0.1 %), volatility .10 (regime multiplier ÷5). Inputs that are missing are marked
/// and their weight shared out.
/// </summary>
public static class Pressure
{
    // Bits of SignalFrame.MissingPressure, in the order above.
    private const int OpenInterest = 3;
    private const int Funding = 4;
    private const int Volatility = 5;

    /// <summary>Fills pressure and its missing mask of <paramref name="frame"/>; velocity and dollars are those of the 2 s window.</summary>
    public static void Fill(ref SignalFrame frame, in VelocityReading reading, in MarketReading market)
    {
        double sum = (.25 * Math.Min(1, reading.CountVelocity[LaneWindows.TwoSeconds] / 50.0))
            + (.20 * Math.Clamp(reading.Acceleration / 20.0, 0, 1))
            + (.20 * Math.Min(1, reading.UsdVelocity[LaneWindows.TwoSeconds] / 50e6));
        double weight = .65;
        int missing = 0;
        Add(.15, Math.Abs(market.OpenInterestChange) / .05, OpenInterest, ref sum, ref weight, ref missing);
        Add(.10, Math.Abs(market.Funding) / .001, Funding, ref sum, ref weight, ref missing);
        double volatility = market.VolatilityKnown ? RegimeBands.VelocityMultiplier(market.Regime) / 5.0 : double.NaN;
        Add(.10, volatility, Volatility, ref sum, ref weight, ref missing);
        frame.Pressure = (float)(sum / weight);
        frame.MissingPressure = (byte)missing;
    }

    private static void Add(double share, double value, int bit, ref double sum, ref double weight, ref int missing)
    {
        if (double.IsNaN(value))
        {
            missing |= 1 << bit;
            return;
        }

        sum += share * Math.Min(1, value);
        weight += share;
    }
}
