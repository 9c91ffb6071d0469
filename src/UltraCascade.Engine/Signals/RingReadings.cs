using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Velocity;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Readings that handlers on other threads left, one for each ring slot. Written before the handlers' sequences were published, which this
/// handler's barrier acquired; not written again before the ring sees this handler's own sequence.
/// </summary>
internal readonly struct RingReadings(ReadingPair[] velocities, CorrelationPair[] correlations) : IReadingSource
{
    public WindowCounts Windows(long sequence) => velocities[sequence & (velocities.Length - 1)].Windows;

    public ref readonly VelocityReading Velocity(int instrument, long sequence, long engineNs)
    {
        ref ReadingPair pair = ref velocities[sequence & (velocities.Length - 1)];
        return ref instrument == 0 ? ref pair.Market : ref pair.Instrument;
    }

    public CorrelationReading Correlation(int instrument, long sequence)
    {
        ref CorrelationPair pair = ref correlations[sequence & (correlations.Length - 1)];
        return instrument == 0 ? pair.Market : pair.Instrument;
    }
}
