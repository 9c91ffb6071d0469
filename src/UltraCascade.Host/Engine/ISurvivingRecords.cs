using UltraCascade.Protocol;

namespace UltraCascade.Host.Engine;

/// <summary>Where the records of an engine that died are: its ring or its journal. Read in batches, once, by the thread that recovers.</summary>
internal interface ISurvivingRecords
{
    /// <summary>Sequence of the first record; one more than the last when there is none.</summary>
    long First { get; }

    /// <summary>What it is, in a sentence.</summary>
    string Name { get; }

    /// <summary>Whether records are missing before the first one that was read last.</summary>
    bool IsBehindHole { get; }

    /// <summary>Copies the next records; 0 = that was all.</summary>
    int Read(Span<EventRecord> records);
}
