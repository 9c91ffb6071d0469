using System.Runtime.CompilerServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Path;

/// <summary>
/// Readers of the signal region, each with a map of its own: at every look the market's latest frame, one instrument's, and what is
/// new in the history. They run on the measuring thread, in turn: on two processors no reader can have one for itself.
/// </summary>
internal sealed class Observers : IDisposable
{
    private readonly SignalReader[] _readers;
    private readonly HistoryReader[] _histories;
    private readonly int _instruments;
    private int _next;
    private int _instrument;

    /// <summary>Opens <paramref name="count"/> readers.</summary>
    public Observers(InstancePaths paths, int count, int instruments)
    {
        _instruments = instruments;
        _readers = new SignalReader[count];
        _histories = new HistoryReader[count];
        for (int i = 0; i < count; i++)
        {
            RegionStatus status = SignalReader.TryOpen(paths, out SignalReader? reader, out string reason);
            _readers[i] = status == RegionStatus.Ready ? reader! : throw new MeasurementException($"The signals cannot be read: {reason}");
            _histories[i] = _readers[i].ReadHistory(HistoryStart.Latest);
        }
    }

    /// <summary>Frames read; for the report, and so that no read is optimised away.</summary>
    public long Frames { get; private set; }

    /// <summary>Lets each of the first <paramref name="readers"/> look once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Look(int readers)
    {
        for (int i = 0; i < readers; i++)
        {
            _next = _next + 1 >= readers ? 0 : _next + 1;
            _instrument = _instrument >= _instruments ? 1 : _instrument + 1;
            SignalReader reader = _readers[_next];
            Frames += reader.TryReadLatest(0, out _, out _) == ReadStatus.Ok ? 1 : 0;
            Frames += reader.TryReadLatest(_instrument, out _, out _) == ReadStatus.Ok ? 1 : 0;
            if (reader.Cursor >= _histories[_next].Next)
            {
                Frames += _histories[_next].TryRead(out _) == ReadStatus.Ok ? 1 : 0;
            }
        }
    }

    public void Dispose()
    {
        foreach (SignalReader reader in _readers)
        {
            reader?.Dispose();
        }
    }
}
