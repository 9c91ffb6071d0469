using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Feeds;

/// <summary>A feed as the target of a replay. Does not own the writer.</summary>
internal sealed class FeedWriterTarget(FeedWriter writer) : IReplayTarget
{
    public long Published => writer.Published;

    public long Consumed => writer.Consumed;

    public bool EngineIsAlive => writer.EngineIsAlive;

    public int AddInstrument(string name, string baseAsset, DirectoryFlags flags) => writer.AddInstrument(name, baseAsset, flags);

    public int AddVenue(string code) => writer.AddVenue(code);

    public int TryPublishBatch(ReadOnlySpan<EventRecord> records) => writer.TryPublishBatch(records);

    public void Beat() => writer.Beat();
}
