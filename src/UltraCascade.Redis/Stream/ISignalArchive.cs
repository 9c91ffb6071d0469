using UltraCascade.Protocol;

namespace UltraCascade.Redis.Stream;

/// <summary>
/// Signals older than the history ring holds. One thread. What it gives is in sequence; what it lacks it passes over.
/// </summary>
public interface ISignalArchive : IDisposable
{
    /// <summary>Lowest sequence it can give; 0 when it has none.</summary>
    long First { get; }

    /// <summary>The next read gives this sequence, or the first after it that is there.</summary>
    void SeekTo(long sequence);

    /// <summary>False when it has nothing more at present.</summary>
    bool TryRead(out SignalFrame frame);
}
