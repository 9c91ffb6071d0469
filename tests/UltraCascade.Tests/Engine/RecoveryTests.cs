using UltraCascade.Engine;
using UltraCascade.Engine.Recovery;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

/// <summary>An engine that takes over from stored records is the engine that wrote them: the rest of the stream gives the same bits.</summary>
internal sealed class RecoveryTests
{
    private const int Cuts = 24;

    private static readonly IReadOnlyList<EventRecord> s_records = Stream(seed: 41, bursts: 120);
    private static readonly Lazy<(EngineOutcome Outcome, EventRecord[] Sequenced, Provenance[] Origins)> s_unkilled = new(() => RecoveredRun.Unkilled(s_records));

    [Test]
    public void ShouldSayTheSameWhereverItWasCut([Values] Topology topology)
    {
        (EngineOutcome reference, EventRecord[] sequenced, Provenance[] origins) = s_unkilled.Value;
        Assert.That(reference.History, Has.Count.GreaterThan(100), "a stream that says something");
        Random random = new(42);
        foreach (int cut in Enumerable.Range(0, Cuts).Select(_ => random.Next(sequenced.Length + 1)).Concat([0, 1, sequenced.Length]).Concat(CutsBetweenSweeps(sequenced)))
        {
            EngineOutcome outcome = RecoveredRun.Recovered(s_records, reference, sequenced, origins, cut, topology);
            Assert.That(outcome.Hash, Is.EqualTo(reference.Hash), $"cut behind record {cut}");
            Assert.That(outcome.Latest.Values.Select(frame => frame.EngineSequence), Is.EquivalentTo(reference.Latest.Values.Select(frame => frame.EngineSequence)));
            Assert.That(outcome.Counters, Is.EqualTo(reference.Counters), $"cut behind record {cut}");
        }
    }

    [Test]
    public void ShouldOweTheSweepsThatWereNotStored()
    {
        (_, EventRecord[] sequenced, _) = s_unkilled.Value;
        Assert.That(CutsBetweenSweeps(sequenced).Count(), Is.EqualTo(4), "The stream has no ticks with several sweeps, so the test above shows less than it says.");
    }

    [TestCase("hole")]
    [TestCase("time")]
    [TestCase("instrument")]
    [TestCase("venue")]
    [TestCase("feed")]
    [TestCase("kind")]
    [TestCase("amount")]
    public void ShouldRefuseRecordsThatCannotBe(string fault)
    {
        (EngineOutcome reference, EventRecord[] sequenced, Provenance[] origins) = s_unkilled.Value;
        EventRecord[] damaged = [.. sequenced];
        int at = Array.FindIndex(damaged, 100, record => record.Kind == RecordKind.Liquidation);
        ref EventRecord record = ref damaged[at];
        switch (fault)
        {
            case "hole":
                record.Sequence++;
                break;
            case "time":
                record.EngineNs = damaged[at - 1].EngineNs - 1;
                break;
            case "instrument":
                record.Instrument = 65;
                break;
            case "venue":
                record.Venue = Venue.Capacity;
                break;
            case "feed":
                record.Feed = 1;
                break;
            case "kind":
                record.Kind = (RecordKind)200;
                break;
            default:
                record.AmountMicroUsd = 0;
                break;
        }

        Assert.That(
            () => RecoveredRun.Recovered(s_records, reference, damaged, origins, sequenced.Length, Topology.Fused),
            Throws.TypeOf<RecoveryException>().With.Message.Contains($"record {at + 1} "));
    }

    // Behind a tick and behind its first sweep, where more follow.
    private static IEnumerable<int> CutsBetweenSweeps(EventRecord[] sequenced) =>
        Enumerable.Range(sequenced.Length / 2, sequenced.Length / 2 - 3)
            .Where(i => sequenced[i].Kind == RecordKind.Tick && sequenced[i + 1].Kind == RecordKind.Sweep && sequenced[i + 2].Kind == RecordKind.Sweep)
            .Take(2)
            .SelectMany(i => (int[])[i + 1, i + 2]);

    private static IReadOnlyList<EventRecord> Stream(int seed, int bursts)
    {
        Random random = new(seed);
        Timeline timeline = new();
        for (int burst = 0; burst < bursts; burst++)
        {
            for (int i = random.Next(1, 60); i > 0; i--)
            {
                timeline.Liquidate(
                    random.NextDouble() * 90_000, (ushort)random.Next(1, 30), (byte)random.Next(1, 6), random.Next(3) == 0 ? PositionSide.Short : PositionSide.Long,
                    (ulong)random.Next(0, 2_000), random.NextDouble() * 4);
                timeline.Wait(random.NextDouble() * (burst % 4 == 3 ? .02 : .2));
            }

            timeline.Wait(random.NextDouble() * 20);
        }

        return timeline.Records;
    }
}
