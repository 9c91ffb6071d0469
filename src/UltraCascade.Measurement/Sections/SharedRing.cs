using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>
/// One ring of 64-byte records in shared memory with its sequence in each slot, as it stands between every feed and the engine:
/// the writer's map, the reader's map, and the table through which the reader gives slots back.
/// </summary>
internal sealed class SharedRing : IDisposable
{
    private const int Slots = 65_536;

    // What was read is given back in stretches, as the engine does after each round over its feeds.
    private const int ReleaseMask = 255;

    private readonly RingRegion _positions;
    private readonly int _entry;

    public SharedRing(InstancePaths paths, RingRegion positions, string name)
    {
        _positions = positions;
        Writer = FeedWriter.Open(paths, name, new FeedOptions { Slots = Slots, Instruments = 16, Mode = InstanceMode.Replay });
        RegionStatus status = FeedReader.TryOpen(paths.Feed(name), out FeedReader? reader, out string reason);
        Reader = status == RegionStatus.Ready ? reader! : throw new MeasurementException($"The ring cannot be read: {reason}");
        _entry = positions.AttachFeed(name, Writer.CreatedNs, out _);
    }

    public FeedWriter Writer { get; }

    public FeedReader Reader { get; }

    /// <summary>Gives back what was read up to <paramref name="position"/>, now and then.</summary>
    public void ReleaseNowAndThen(long position)
    {
        if ((position & ReleaseMask) == 0)
        {
            _positions.ReleaseFeed(_entry, position);
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
