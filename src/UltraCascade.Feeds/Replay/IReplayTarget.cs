using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>Where a replay goes: a feed, or a stand-in for one. The members mean what they mean on the feed writer.</summary>
public interface IReplayTarget
{
    /// <summary>Records published since the feed was created.</summary>
    long Published { get; }

    /// <summary>Position up to which the engine has stored the consequences.</summary>
    long Consumed { get; }

    /// <summary>Whether the engine's heartbeat is fresh.</summary>
    bool EngineIsAlive { get; }

    /// <summary>Index of an instrument in the feed's directory, added if it is new; -1 when the directory is full.</summary>
    int AddInstrument(string name, string baseAsset, DirectoryFlags flags);

    /// <summary>Index of a venue in the feed's table, added if it is new; -1 when the table is full.</summary>
    int AddVenue(string code);

    /// <summary>Publishes as many records as there is room for and returns how many.</summary>
    int TryPublishBatch(ReadOnlySpan<EventRecord> records);

    /// <summary>Renews the heartbeat.</summary>
    void Beat();
}
