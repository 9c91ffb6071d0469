using UltraCascade.Measurement.Machine;

namespace UltraCascade.Measurement;

/// <summary>
/// Adds up what disturbed the sections of a run. Each section is watched by itself, because the engine process that belongs to it
/// lives no longer; starting and stopping engines is not watched.
/// </summary>
internal sealed class DisturbanceWatch(PinnedPair pair)
{
    private double _seconds;
    private double _foreignSeconds;
    private double _stolenSeconds;
    private long _preemptions;

    /// <summary>Runs a section and notes what else went on.</summary>
    public void Watch(Action section, params int[] enginePids)
    {
        DisturbanceMark begin = DisturbanceMark.Take(pair, enginePids);
        section();
        Disturbance seen = DisturbanceMark.Take(pair, enginePids).Since(begin);
        _seconds += seen.ElapsedSeconds;
        _foreignSeconds += seen.ForeignShare * seen.ElapsedSeconds;
        _stolenSeconds += seen.StealShare * seen.ElapsedSeconds;
        _preemptions += seen.Preemptions;
    }

    /// <summary>All sections together.</summary>
    public Disturbance Total()
    {
        double seconds = Math.Max(_seconds, 1e-3);
        return new Disturbance(_seconds, _foreignSeconds / seconds, _stolenSeconds / seconds, _preemptions);
    }
}
