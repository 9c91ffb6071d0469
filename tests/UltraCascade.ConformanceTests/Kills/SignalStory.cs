using System.Runtime.InteropServices;
using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>All that an engine said: every history frame as a follower read it, and what the region shows in the end. publish_ns reads as zero.</summary>
internal sealed class SignalStory
{
    private static readonly EngineCounter[] s_counters =
    [
        EngineCounter.Events, EngineCounter.Ticks, EngineCounter.Gaps, EngineCounter.Late, EngineCounter.Duplicates, EngineCounter.Snapshots, EngineCounter.Sweeps,
        EngineCounter.MarketData, EngineCounter.LossGaps, EngineCounter.HistoryFrames, EngineCounter.LevelChanges, EngineCounter.Episodes,
        EngineCounter.MergedFills, EngineCounter.SlabFull, EngineCounter.EventsHeld,
    ];

    public required IReadOnlyList<SignalFrame> History { get; init; }

    public required long Lost { get; init; }

    public required ulong Hash { get; init; }

    public required IReadOnlyList<(long Version, SignalFrame Frame)> Latest { get; init; }

    public required IReadOnlyList<EpisodeRecord> Episodes { get; init; }

    public required IReadOnlyList<(EngineCounter Counter, long Value)> Counters { get; init; }

    public static SignalStory Read(ScratchInstance instance, HistoryFollower follower)
    {
        using SignalReader reader = instance.OpenSignals();
        follower.ReadUpTo(reader.Cursor);
        return new SignalStory
        {
            History = follower.Frames,
            Lost = follower.Lost,
            Hash = reader.SignalHash,
            Latest = [.. Enumerable.Range(0, reader.InstrumentCount).Select(i => ReadLatest(reader, i))],
            Episodes = [.. ReadEpisodes(reader)],
            Counters = [.. s_counters.Select(counter => (counter, reader.GetCounter(counter)))],
        };
    }

    /// <summary>Nothing lost, nothing doubled, the same bytes.</summary>
    public void ShouldEqual(SignalStory expected, string after)
    {
        Assert.That(Lost, Is.Zero, $"{after}: frames were lost");
        Assert.That(History.Select(frame => frame.Sequence), Is.EqualTo(Enumerable.Range(1, expected.History.Count).Select(n => (long)n)), $"{after}: sequences");
        for (int i = 0; i < History.Count; i++)
        {
            Assert.That(Bytes(History[i]).SequenceEqual(Bytes(expected.History[i])), Is.True, $"{after}: frame {i + 1} differs");
        }

        Assert.That(Hash, Is.EqualTo(expected.Hash), $"{after}: signal hash");
        Assert.That(Counters, Is.EqualTo(expected.Counters), $"{after}: counters");

        // How often a quiet instrument was shown depends on how records were batched; what it shows in the end does not.
        Assert.That(Latest, Has.Count.EqualTo(expected.Latest.Count), $"{after}: instruments");
        for (int i = 0; i < Latest.Count; i++)
        {
            Assert.That(Bytes(Latest[i].Frame).SequenceEqual(Bytes(expected.Latest[i].Frame)), Is.True, $"{after}: latest frame of instrument {i} differs");
        }

        Assert.That(Episodes.Select(Text), Is.EqualTo(expected.Episodes.Select(Text)), $"{after}: episodes");
    }

    private static ReadOnlySpan<byte> Bytes(in SignalFrame frame) => MemoryMarshal.AsBytes(new ReadOnlySpan<SignalFrame>(in frame));

    private static string Text(EpisodeRecord record) => Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<EpisodeRecord>(in record)));

    private static (long Version, SignalFrame Frame) ReadLatest(SignalReader reader, int instrument)
    {
        ReadStatus status = reader.TryReadLatest(instrument, out SignalFrame frame, out long version);
        Assert.That(status, Is.EqualTo(ReadStatus.Ok).Or.EqualTo(ReadStatus.Empty));
        frame.PublishNs = 0;
        return (version, frame);
    }

    private static IEnumerable<EpisodeRecord> ReadEpisodes(SignalReader reader)
    {
        for (long number = 1; number <= reader.GetCounter(EngineCounter.Episodes); number++)
        {
            ReadStatus status = reader.TryReadEpisode(number, out EpisodeRecord record);
            Assert.That(status, Is.EqualTo(ReadStatus.Ok).Or.EqualTo(ReadStatus.Lapped), $"episode {number}");
            yield return record;
        }
    }
}
