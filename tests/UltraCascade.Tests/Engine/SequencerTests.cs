using UltraCascade.Engine;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

internal sealed class SequencerTests
{
    [Test]
    public void ShouldRefuseAJumpOfMoreThanTenSecondsThatNoGapAnnounces()
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate();
        timeline.Add(Liquidation(timeline.NowNs + 10_000_000_001L)).Wait(1).Liquidate();
        EngineOutcome outcome = Run(timeline);
        Assert.That(outcome[EngineCounter.Jumps], Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(2), "the clock goes on from where it was");
        Assert.That(outcome.Latest[1].EngineNs, Is.EqualTo(timeline.NowNs));
    }

    [Test]
    public void ShouldFollowAGapOverAnyDistance()
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate();
        long week = timeline.NowNs + (7 * 86_400_000_000_000L);
        timeline.Add(new EventRecord { Kind = RecordKind.Gap, Id = (ulong)GapReason.Idle, ExchangeNs = timeline.NowNs, ReceiveNs = week });
        timeline.Add(Liquidation(week));
        EngineOutcome outcome = Run(timeline);
        Assert.That(outcome[EngineCounter.Jumps], Is.Zero);
        Assert.That(outcome.Latest[1].EngineNs, Is.EqualTo(week));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(2));
    }

    [Test]
    public void ShouldNeverLetEngineTimeGoBack()
    {
        Timeline timeline = new Timeline().Wait(5).Liquidate();
        timeline.Add(Liquidation(timeline.NowNs - 3_000_000_000L));
        EngineOutcome outcome = Run(timeline);
        Assert.That(outcome.Latest[1].EngineNs, Is.EqualTo(timeline.NowNs));
        Assert.That(outcome.Latest[1].ReceiveNs, Is.EqualTo(timeline.NowNs - 3_000_000_000L));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(2));
    }

    [Test]
    public void ShouldKeepDuplicatesOutOfTheWindowsAndCountThem()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1)
            .Liquidate(id: 5).Liquidate(id: 5).Liquidate(id: 6).Liquidate(id: 5, venue: Venue.Bybit).Liquidate(id: 0).Liquidate(id: 0));
        Assert.That(outcome[EngineCounter.Duplicates], Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(5), "another venue and no id are not duplicates");
    }

    [Test]
    public void ShouldForgetAnIdWhenItsWindowHasPassed()
    {
        UltraCascade.Engine.Sequencing.DuplicateFilter filter = new();
        const int Window = UltraCascade.Engine.Sequencing.DuplicateFilter.Window;
        HashSet<ulong> seen = [];
        Queue<ulong> order = [];
        Random random = new(4);
        for (int i = 0; i < Window * 6; i++)
        {
            ulong id = (ulong)random.NextInt64(1, Window * 2);
            bool expected = seen.Contains(id);
            Assert.That(filter.SeenBefore(Venue.Okx, 1, id), Is.EqualTo(expected), $"id {id} at step {i}");
            if (!expected)
            {
                if (order.Count == Window)
                {
                    seen.Remove(order.Dequeue());
                }

                seen.Add(id);
                order.Enqueue(id);
            }
        }
    }

    [Test]
    public void ShouldKeepSnapshotsOutOfTheWindowsAndShowThem()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Liquidate(flags: RecordFlags.Snapshot));
        Assert.That(outcome[EngineCounter.Snapshots], Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Events], Is.Zero);
        Assert.That(outcome.Latest[1].CountVelocity[4], Is.Zero);
        Assert.That(outcome.Latest[1].Flags & SignalFlags.Snapshot, Is.EqualTo(SignalFlags.Snapshot));
    }

    [Test]
    public void ShouldCountLateEventsAndStillUseThem()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(10).Liquidate(lateSeconds: 3.5).Liquidate(lateSeconds: 2.5));
        Assert.That(outcome[EngineCounter.Late], Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Malformed))]
    public void ShouldRefuseWhatCannotBeTrueAndGoOn(string what, EventRecord record)
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate().Add(record).Liquidate();
        EngineOutcome outcome = Run(timeline);
        Assert.That(outcome[EngineCounter.Rejected], Is.EqualTo(1), what);
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(2), what);
    }

    [Test]
    public void ShouldReleaseRefusedRecordsTooSoThatNoWriterWaitsForThem()
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate().Add(default).Add(default);
        Assert.That(Run(timeline).Released, Is.EqualTo(timeline.Records.Count));
    }

    [Test]
    public void ShouldRefuseInstrumentsBeyondTheDirectoryAndCountThemOnce()
    {
        Timeline timeline = new Timeline().Wait(1);
        for (ushort instrument = 1; instrument <= 66; instrument++)
        {
            timeline.Liquidate(instrument: instrument).Liquidate(instrument: instrument);
        }

        EngineOptions options = new() { Instruments = 100, SlabBytes = 1 << 20, Mode = InstanceMode.Replay };
        EngineOutcome outcome = EngineHarness.Run(timeline.Records, SimdWidth.Scalar, Topology.Fused, options);
        Assert.That(outcome[EngineCounter.DirectoryFull], Is.EqualTo(2));
        Assert.That(outcome[EngineCounter.Rejected], Is.EqualTo(4));
        Assert.That(outcome[EngineCounter.Events], Is.EqualTo(128));
    }

    [Test]
    public void ShouldShowAnIdleInstrumentAnewWhileItsWindowsEmpty()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Liquidate().Wait(301).Wait(2));
        Assert.That(outcome.Latest[1].CountVelocity[5], Is.Zero);
        Assert.That(outcome[EngineCounter.Sweeps], Is.Positive);
    }

    [Test]
    public void ShouldStopSweepingAnInstrumentAfterAQuarterOfAnHour()
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate().Wait(950);
        long sweeps = Run(timeline)[EngineCounter.Sweeps];
        Assert.That(Run(timeline.Wait(100))[EngineCounter.Sweeps], Is.EqualTo(sweeps));
    }

    private static IEnumerable<TestCaseData> Malformed()
    {
        EventRecord good = Liquidation(RandomStream.StartNs + 1_000_000_000L);
        yield return Case("no kind", good, (ref r) => r.Kind = RecordKind.None);
        yield return Case("a sweep from outside", good, (ref r) => r.Kind = RecordKind.Sweep);
        yield return Case("an unknown kind", good, (ref r) => r.Kind = (RecordKind)200);
        yield return Case("no side", good, (ref r) => r.Side = PositionSide.None);
        yield return Case("an unknown side", good, (ref r) => r.Side = (PositionSide)9);
        yield return Case("no amount", good, (ref r) => r.AmountMicroUsd = 0);
        yield return Case("a negative amount", good, (ref r) => r.AmountMicroUsd = -1);
        yield return Case("too large an amount", good, (ref r) => r.AmountMicroUsd = EventRecord.MaxAmountMicroUsd + 1);
        yield return Case("no number as price", good, (ref r) => r.Value = double.NaN);
        yield return Case("an infinite price", good, (ref r) => r.Value = double.PositiveInfinity);
        yield return Case("a negative price", good, (ref r) => r.Value = -1);
        yield return Case("no time", good, (ref r) => r.ReceiveNs = 0);
        yield return Case("a negative time", good, (ref r) => r.ExchangeNs = -5);
        yield return Case("an overflowing time", good, (ref r) => r.ReceiveNs = long.MaxValue);
        yield return Case("no instrument", good, (ref r) => r.Instrument = 0);
        yield return Case("an instrument that its feed does not list", good, (ref r) => r.Instrument = 5000);
        yield return Case("no venue", good, (ref r) => r.Venue = 0);
        yield return Case("a venue out of range", good, (ref r) => r.Venue = 32);
        yield return Case("a gap that ends before it begins", good, (ref r) =>
        {
            r.Kind = RecordKind.Gap;
            r.ExchangeNs = r.ReceiveNs + 1;
        });
    }

    private delegate void Change(ref EventRecord record);

    private static TestCaseData Case(string what, EventRecord record, Change change)
    {
        change(ref record);
        return new TestCaseData(what, record).SetArgDisplayNames(what);
    }

    private static EventRecord Liquidation(long timeNs) => new()
    {
        Kind = RecordKind.Liquidation,
        ExchangeNs = timeNs,
        ReceiveNs = timeNs,
        AmountMicroUsd = 1_000_000,
        Instrument = 1,
        Venue = Venue.Okx,
        Side = PositionSide.Long,
    };

    private static EngineOutcome Run(Timeline timeline)
    {
        EngineOutcome outcome = EngineHarness.Run(timeline.Records, SimdWidth.Scalar, Topology.Fused);
        Assert.That(outcome.Fault, Is.Null);
        return outcome;
    }
}
