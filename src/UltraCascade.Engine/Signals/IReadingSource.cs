using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Velocity;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// What the handlers before the signal handler found out, as the signal handler asks for it. A struct, so that the calls are inlined. The signal
/// handler's thread. A returned reference holds until the next call for the same kind of instrument (market or not).
/// </summary>
public interface IReadingSource
{
    /// <summary>How the windows as a whole are doing at record <paramref name="sequence"/> of the batch at hand.</summary>
    WindowCounts Windows(long sequence);

    /// <summary>
    /// Velocity of <paramref name="instrument"/> (0 = the market) at <paramref name="engineNs"/>, the time of record <paramref name="sequence"/>,
    /// which is of the batch at hand and the newest that concerns the instrument.
    /// </summary>
    ref readonly VelocityReading Velocity(int instrument, long sequence, long engineNs);

    /// <summary>Coincidence of <paramref name="instrument"/> (0 = the market) at that record.</summary>
    CorrelationReading Correlation(int instrument, long sequence);
}
