namespace UltraCascade.Engine.Sequencing;

/// <summary>
/// Which instruments are shown anew although nothing happens on them: those with an event in the last 15 minutes, each about
/// once a second. The schedule depends on the records alone, never on a clock, so a replay sweeps at the same places. A tick is
/// followed by a tenth of the active instruments, at most <see cref="PerTick"/> at once; what is left over follows one by one
/// after the next records, so that no event waits behind a sweep.
/// </summary>
public sealed class SweepSchedule
{
    /// <summary>Sweeps that may follow one tick at once.</summary>
    public const int PerTick = 32;

    /// <summary>
    /// An instrument is swept for this long after its last event, in ns: windows of 300 s are empty by then and every alarm had
    /// time to clear.
    /// </summary>
    public const long ActiveNs = 900_000_000_000L;

    private const long TickNs = 100_000_000L;
    private const int TicksPerRound = 10;

    private readonly ushort[] _active;
    private readonly long[] _lastNs;
    private readonly bool[] _isActive;
    private int _count;
    private int _cursor;
    private int _due;
    private long _lastTickNs;

    /// <summary>Allocates for <paramref name="instruments"/> instruments.</summary>
    public SweepSchedule(int instruments)
    {
        _active = new ushort[instruments + 1];
        _lastNs = new long[instruments + 1];
        _isActive = new bool[instruments + 1];
    }

    /// <summary>Instruments swept now.</summary>
    public int ActiveCount => _count;

    /// <summary>Notes an event; one sweep left over from a tick may follow it.</summary>
    public void NoteEvent(ushort instrument, long engineNs)
    {
        _lastNs[instrument] = engineNs;
        if (!_isActive[instrument])
        {
            _isActive[instrument] = true;
            _active[_count++] = instrument;
        }
    }

    /// <summary>
    /// Notes that time passed to <paramref name="engineNs"/> and returns how many sweeps should follow at once. Several feeds tick
    /// at about the same time: only a tick 100 ms after the one before counts.
    /// </summary>
    public int NoteTick(long engineNs)
    {
        if (engineNs - _lastTickNs < TickNs)
        {
            return 0;
        }

        _lastTickNs = engineNs;
        _due = Math.Min(_count, _due + ((_count + TicksPerRound - 1) / TicksPerRound));
        return Math.Min(_due, PerTick);
    }

    /// <summary>The next instrument to sweep, or 0 when none is due.</summary>
    public ushort Next(long engineNs)
    {
        if (_due == 0 || _count == 0)
        {
            _due = 0;
            return 0;
        }

        _due--;
        if (_cursor >= _count)
        {
            _cursor = 0;
        }

        ushort instrument = _active[_cursor];
        if (engineNs - _lastNs[instrument] > ActiveNs)
        {
            // Shown a last time; the instrument at the end takes its place in the round.
            _isActive[instrument] = false;
            _active[_cursor] = _active[--_count];
        }
        else
        {
            _cursor++;
        }

        return instrument;
    }
}
