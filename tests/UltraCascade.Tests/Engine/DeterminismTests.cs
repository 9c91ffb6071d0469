using System.Runtime.InteropServices;
using UltraCascade.Engine;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

internal sealed class DeterminismTests
{
    [Test]
    public void ShouldSayTheSameOnEveryWidthAndTopology()
    {
        IReadOnlyList<EventRecord> records = Stream(seed: 21, events: 3000);
        EngineOutcome reference = EngineHarness.Run(records, SimdWidth.Scalar, Topology.Fused);
        Assert.That(reference.Fault, Is.Null);
        Assert.That(reference.History, Has.Count.GreaterThan(100), "a stream that says something");
        foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
        {
            foreach (Topology topology in Enum.GetValues<Topology>())
            {
                EngineOutcome outcome = EngineHarness.Run(records, width, topology);
                Assert.That(outcome.Fault, Is.Null);
                Assert.That(outcome.Hash, Is.EqualTo(reference.Hash), $"{width}, {topology}");
                Assert.That(outcome[EngineCounter.LatestRefreshes], Is.EqualTo(reference[EngineCounter.LatestRefreshes]), $"{width}, {topology}");
            }
        }
    }

    // Latest frames of what is quiet are conflated within a batch; nothing that is remembered may depend on it.
    [Test]
    public void ShouldRememberTheSameWhateverTheBatch()
    {
        IReadOnlyList<EventRecord> records = Stream(seed: 24, events: 4000);
        EngineOptions options = new() { Instruments = 64, SlabBytes = 1 << 20, CoincidenceEvents = 1 << 12, BatchRecords = 1, Mode = InstanceMode.Replay };
        EngineOutcome reference = EngineHarness.Run(records, SimdWidth.V256, Topology.Fused, options);
        Assert.That(reference.Fault, Is.Null);
        foreach (int batch in new[] { 2, 3, 16, 64, 255 })
        {
            foreach (Topology topology in Enum.GetValues<Topology>())
            {
                EngineOutcome outcome = EngineHarness.Run(records, SimdWidth.V256, topology, options with { BatchRecords = batch });
                Assert.That(outcome.Fault, Is.Null);
                Assert.That(outcome.Hash, Is.EqualTo(reference.Hash), $"batches of {batch}, {topology}");
                Assert.That(Bytes(outcome.Episodes), Is.EqualTo(Bytes(reference.Episodes)), $"batches of {batch}, {topology}");
                Assert.That(outcome[EngineCounter.LatestRefreshes], Is.LessThanOrEqualTo(reference[EngineCounter.LatestRefreshes]));
                foreach ((int instrument, SignalFrame frame) in reference.Latest)
                {
                    Assert.That(outcome.Latest[instrument].EngineSequence, Is.EqualTo(frame.EngineSequence), $"{instrument}, batches of {batch}");
                    Assert.That(outcome.Latest[instrument].LogOdds, Is.EqualTo(frame.LogOdds), $"{instrument}, batches of {batch}");
                    Assert.That(outcome.Latest[instrument].Risk, Is.EqualTo(frame.Risk), $"{instrument}, batches of {batch}");
                }
            }
        }
    }

    [Test]
    public void ShouldShowAQuietInstrumentOnceABatch()
    {
        IReadOnlyList<EventRecord> records = Stream(seed: 25, events: 500);
        EngineOptions options = new() { Instruments = 64, SlabBytes = 1 << 20, BatchRecords = 1, Mode = InstanceMode.Replay };
        EngineOutcome each = EngineHarness.Run(records, SimdWidth.V256, Topology.Fused, options);
        EngineOutcome batched = EngineHarness.Run(records, SimdWidth.V256, Topology.Fused, options with { BatchRecords = 64 });
        Assert.That(batched[EngineCounter.LatestRefreshes], Is.LessThan(each[EngineCounter.LatestRefreshes]));
    }

    [Test]
    public void ShouldSayTheSameLiveAndReplayedButForTheReplayFlag()
    {
        IReadOnlyList<EventRecord> records = Stream(seed: 22, events: 1000);
        EngineOptions replay = new() { Instruments = 64, SlabBytes = 1 << 20, Mode = InstanceMode.Replay };
        EngineOutcome replayed = EngineHarness.Run(records, SimdWidth.V256, Topology.Fused, replay);
        EngineOutcome live = EngineHarness.Run(records, SimdWidth.V256, Topology.Fused, replay with { Mode = InstanceMode.Live });
        Assert.That(live.Hash, Is.EqualTo(replayed.Hash));
        Assert.That(replayed.History[0].Flags & SignalFlags.Replay, Is.EqualTo(SignalFlags.Replay));
        Assert.That(live.History[0].Flags & SignalFlags.Replay, Is.EqualTo(SignalFlags.None));
    }

    [Test]
    public void ShouldAllocateNothingOverAMillionEvents()
    {
        // The first rounds warm up: directories are looked up, code is compiled. Then the same engine goes on.
        const int Rounds = 52;
        EngineOutcome outcome = new() { Keep = false };
        RepeatedSource.Result result = EngineHarness.RunRepeated(Stream(seed: 23, events: 20_000), Rounds, warmRounds: 2, outcome);
        Assert.That(outcome.Fault, Is.Null);
        Assert.That(result.Events, Is.EqualTo((Rounds - 2) * 20_000));
        Assert.That(result.AllocatedBytes, Is.Zero);
    }

    private static byte[] Bytes(Dictionary<long, EpisodeRecord> episodes) =>
        MemoryMarshal.AsBytes<EpisodeRecord>(episodes.OrderBy(entry => entry.Key).Select(entry => entry.Value).ToArray()).ToArray();

    private static IReadOnlyList<EventRecord> Stream(int seed, int events)
    {
        Random random = new(seed);
        Timeline timeline = new();
        int left = events;
        while (left > 0)
        {
            int burst = Math.Min(left, random.Next(1, 60));
            for (int i = 0; i < burst; i++)
            {
                timeline.Liquidate(
                    random.NextDouble() * 90_000,
                    (ushort)random.Next(1, 9),
                    (byte)random.Next(1, 6),
                    random.Next(3) == 0 ? PositionSide.Short : PositionSide.Long,
                    (ulong)random.Next(0, 40_000),
                    random.NextDouble() * 4);
                timeline.Wait(random.NextDouble() * 0.2);
            }

            timeline.Wait(random.NextDouble() * 20);
            left -= burst;
        }

        return timeline.Records;
    }
}
