using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Engine.Risk;

/// <summary>
/// The pressure of DETECTION 4, 0 … 1: velocity .25 (÷50), acceleration .20 (÷20, while rising), dollars per second .20 (÷50M),
/// open-interest change .15, funding .10, volatility .10. Inputs that are missing are marked and their weight shared out.
/// </summary>
public static class Pressure
{
    // Bits of SignalFrame.MissingPressure in the order above: open interest, funding and volatility have no input yet.
    private const byte MissingInputs = 0b111_000;

    private const double PresentWeight = .25 + .20 + .20;

    /// <summary>Fills pressure and its missing mask of <paramref name="frame"/> from the 2 s window.</summary>
    public static void Fill(ref SignalFrame frame, in VelocityReading reading)
    {
        double velocity = Math.Min(1, reading.CountVelocity[LaneWindows.TwoSeconds] / 50.0);
        double acceleration = Math.Clamp(reading.Acceleration / 20.0, 0, 1);
        double dollars = Math.Min(1, reading.UsdVelocity[LaneWindows.TwoSeconds] / 50e6);
        frame.Pressure = (float)(((.25 * velocity) + (.20 * acceleration) + (.20 * dollars)) / PresentWeight);
        frame.MissingPressure = MissingInputs;
    }
}
