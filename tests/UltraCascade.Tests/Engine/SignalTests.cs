using UltraCascade.Engine;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

internal sealed class SignalTests
{
    private const int Market = 0;

    [Test]
    public void ShouldRaiseTheAlarmAtTheSeventhEventOfAMinuteAndNotBefore()
    {
        Timeline six = new Timeline().Wait(1).Burst(6, 1.0);
        Assert.That(Run(six).History, Is.Empty);

        EngineOutcome seven = Run(new Timeline().Wait(1).Burst(7, 1.0));
        SignalFrame first = seven.History[0];
        Assert.That(first.Level, Is.EqualTo(SignalLevel.Alert));
        Assert.That(first.PreviousLevel, Is.EqualTo(SignalLevel.None));
        Assert.That(first.Phase, Is.EqualTo(EpisodePhase.Forming));
        Assert.That(first.Instrument, Is.EqualTo(Market), "the market is told first");
        Assert.That(seven.History[1].Instrument, Is.EqualTo(1));
        Assert.That(first.Probability, Is.EqualTo(1f));
        Assert.That(first.EpisodeStartNs, Is.EqualTo(first.EngineNs));
    }

    [Test]
    public void ShouldClearTheAlarmAfterAMinuteBelowFourInAMinute()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Burst(7, 0.5).Wait(200));
        SignalFrame[] frames = [.. outcome.History.Where(f => f.Instrument == 1)];
        SignalFrame over = frames.First(f => f.Phase == EpisodePhase.Over);

        // Fourth-newest event leaves the 60 s window 60 s after its time; the clear rule asks for 60 s more.
        long fourthNewest = RandomStream.StartNs + 1_000_000_000L + (3 * 500_000_000L);
        Assert.That(over.EngineNs - fourthNewest, Is.InRange(120_000_000_000L, 121_500_000_000L));
        Assert.That(over.Level, Is.EqualTo(SignalLevel.Watch), "one level down when the alarm is cleared");
        Assert.That(frames[^1].Level, Is.EqualTo(SignalLevel.None), "and the last one 5 s later");
        Assert.That(frames.Select(f => f.EpisodeId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Episodes], Is.EqualTo(2), "one of the instrument, one of the market");
    }

    [Test]
    public void ShouldPassThroughThePhasesInOrder()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Burst(20, 0.3).Wait(200));
        EpisodePhase[] phases = [.. outcome.History.Where(f => f.Instrument == 1).Select(f => f.Phase)];
        EpisodePhase[] changes = [.. phases.Where((p, i) => i == 0 || phases[i - 1] != p)];
        Assert.That(changes, Is.EqualTo(new[] { EpisodePhase.Forming, EpisodePhase.Active, EpisodePhase.Exhausting, EpisodePhase.Over }));
    }

    [Test]
    public void ShouldJoinAnAlarmWithinFiveMinutesOfTheLastOneToItsEpisode()
    {
        EngineOutcome joined = Run(new Timeline().Wait(1).Burst(7, 0.1).Wait(130 + 200).Burst(7, 0.1).Wait(200));
        Assert.That(joined.History.Where(f => f.Instrument == 1).Select(f => f.EpisodeId).Distinct().Count(), Is.EqualTo(1));

        EngineOutcome apart = Run(new Timeline().Wait(1).Burst(7, 0.1).Wait(130 + 400).Burst(7, 0.1).Wait(200));
        Assert.That(apart.History.Where(f => f.Instrument == 1).Select(f => f.EpisodeId).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void ShouldReachExtremeOnlyWithBreadthOverVenues()
    {
        static Timeline Flood(params byte[] venues)
        {
            Timeline timeline = new Timeline().Wait(1);
            foreach (byte venue in new[] { Venue.Okx, Venue.Bybit, Venue.Hyperliquid })
            {
                timeline.Liquidate(10, 2, venue).Wait(1);
            }

            timeline.Wait(60);
            for (int i = 0; i < 400; i++)
            {
                timeline.Liquidate(200_000, 1, venues[i % venues.Length]).Wait(0.01 + (0.02 * (400 - i) / 400.0));
            }

            return timeline.Wait(1);
        }

        Assert.That(Run(Flood(Venue.Okx)).History.Max(f => f.Level), Is.EqualTo(SignalLevel.Critical), "one of three live venues");
        Assert.That(Run(Flood(Venue.Okx, Venue.Bybit, Venue.Hyperliquid)).History.Max(f => f.Level), Is.EqualTo(SignalLevel.Extreme));
    }

    [Test]
    public void ShouldWriteHistoryAtMostEachHundredMillisecondsBetweenChanges()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Burst(500, 0.01).Wait(5));
        SignalFrame[] frames = [.. outcome.History.Where(f => f.Instrument == 1)];
        for (int i = 1; i < frames.Length; i++)
        {
            bool change = frames[i].Level != frames[i - 1].Level || frames[i].Phase != frames[i - 1].Phase;
            Assert.That(change || frames[i].EngineNs - frames[i - 1].EngineNs >= 100_000_000L, $"frame {i}");
        }

        Assert.That(outcome.History.Select(f => f.Sequence), Is.EqualTo(Enumerable.Range(1, outcome.History.Count)));
    }

    [Test]
    public void ShouldGoDownOneLevelAtATimeAfterFiveSeconds()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Burst(300, 0.02, usd: 60_000).Wait(300));
        SignalFrame[] changes = [.. outcome.History.Where(f => f.Instrument == 1 && f.Level != f.PreviousLevel)];
        foreach (SignalFrame down in changes.Where(f => f.Level < f.PreviousLevel))
        {
            Assert.That((int)down.PreviousLevel - (int)down.Level, Is.EqualTo(1));
        }

        Assert.That(changes[^1].Level, Is.EqualTo(SignalLevel.None));
        Assert.That(changes, Has.Length.LessThanOrEqualTo(12));
    }

    [Test]
    public void ShouldListCorrelationAsMissingAndShareItsWeight()
    {
        EngineOutcome outcome = Run(new Timeline().Wait(1).Burst(100, 0.02, usd: 100_000));
        SignalFrame frame = outcome.Latest[1];
        Assert.That(frame.MissingFactors, Is.EqualTo(1 << (int)RiskFactor.Correlation));
        double weighted = (.25 * frame.RiskFactors[0]) + (.20 * frame.RiskFactors[1]) + (.15 * frame.RiskFactors[2])
            + (.20 * frame.RiskFactors[3]) + (.05 * frame.RiskFactors[5]);
        Assert.That(frame.Risk, Is.EqualTo(weighted / .85).Within(1e-4));
        Assert.That(float.IsNaN(frame.MeanCoincidence));
    }

    [Test]
    public void ShouldMarkFramesStaleForAMinuteAfterLoss()
    {
        Timeline timeline = new Timeline().Wait(1).Liquidate();
        timeline.Add(new EventRecord
        {
            Kind = RecordKind.Gap,
            Id = (ulong)GapReason.Dropped,
            ExchangeNs = timeline.NowNs,
            ReceiveNs = timeline.NowNs,
        });
        EngineOutcome soon = Run(timeline.Wait(59));
        Assert.That(soon.Latest[Market].Flags & SignalFlags.Stale, Is.EqualTo(SignalFlags.Stale));
        EngineOutcome later = Run(timeline.Wait(2));
        Assert.That(later.Latest[Market].Flags & SignalFlags.Stale, Is.EqualTo(SignalFlags.None));
    }

    private static EngineOutcome Run(Timeline timeline)
    {
        EngineOutcome outcome = EngineHarness.Run(timeline.Records, SimdWidth.Scalar, Topology.Fused);
        Assert.That(outcome.Fault, Is.Null);
        return outcome;
    }
}
