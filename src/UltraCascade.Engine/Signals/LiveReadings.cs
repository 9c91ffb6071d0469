using UltraCascade.Engine.Correlation;
using UltraCascade.Engine.Velocity;

namespace UltraCascade.Engine.Signals;

/// <summary>
/// Readings taken from the trackers at the moment they are asked for: on one thread nothing is worked out that nobody shows.
/// </summary>
internal readonly struct LiveReadings<TKernel, TRow>(VelocityTracker<TKernel> velocity, CoincidenceTracker<TRow> coincidence) : IReadingSource
    where TKernel : struct, ILaneKernel
    where TRow : struct, IRowKernel
{
    // One for the market, one for the instrument at hand.
    private readonly VelocityReading[] _readings = GC.AllocateArray<VelocityReading>(2, pinned: true);

    public WindowCounts Windows(long sequence) => velocity.Counts;

    public ref readonly VelocityReading Velocity(int instrument, long sequence, long engineNs)
    {
        ref VelocityReading reading = ref _readings[instrument == 0 ? 0 : 1];
        velocity.Read(instrument, engineNs, ref reading);
        return ref reading;
    }

    public CorrelationReading Correlation(int instrument, long sequence) => coincidence.Shown(instrument);
}
