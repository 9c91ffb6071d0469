using UltraCascade.Engine;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

internal sealed class SignalTests
{
    private const int Market = 0;

    [Test]
    public void ShouldBeQuietInCalmAndRaiseTheAlarmOnARampOnTheMarketFirst()
    {
        Assert.That(Run(Calm()).History, Is.Empty);

        EngineOutcome outcome = Run(Calm().Burst(15, 0.2));
        SignalFrame alarm = outcome.History.First(f => f.Level >= SignalLevel.Alert);
        Assert.That(alarm.Instrument, Is.EqualTo(Market));
        Assert.That(alarm.Phase, Is.EqualTo(EpisodePhase.Forming));
        Assert.That(alarm.Side, Is.EqualTo(PositionSide.Long));
        Assert.That(alarm.Probability, Is.GreaterThanOrEqualTo(.5f));
        Assert.That(alarm.LogOdds, Is.GreaterThanOrEqualTo(8f));
        Assert.That(alarm.EpisodeStartNs, Is.EqualTo(alarm.EngineNs));
        Assert.That(outcome.History.Any(f => f.Instrument == 1 && f.Level >= SignalLevel.Alert));
    }

    [Test]
    public void ShouldClearTheAlarmAMinuteAfterTheLogOddsFell()
    {
        EngineOutcome outcome = Run(Calm().Burst(15, 0.2).Wait(400));
        SignalFrame[] frames = [.. outcome.History.Where(f => f.Instrument == Market)];
        SignalFrame over = frames.First(f => f.Phase == EpisodePhase.Over);
        SignalFrame exhausting = frames.First(f => f.Phase == EpisodePhase.Exhausting);
        Assert.That(over.EngineNs - exhausting.EngineNs, Is.InRange(60_000_000_000L, 60_200_000_000L));
        Assert.That(over.Level, Is.EqualTo(SignalLevel.Watch), "one level down when the alarm is cleared");
        Assert.That(frames[^1].Level, Is.EqualTo(SignalLevel.None), "and the last one 5 s later");
        Assert.That(frames.Where(f => f.EpisodeId != 0).Select(f => f.EpisodeId).Distinct().Count(), Is.EqualTo(1));
        Assert.That(outcome[EngineCounter.Episodes], Is.EqualTo(2), "one of the instrument, one of the market");
    }

    [Test]
    public void ShouldPassThroughThePhasesInOrder()
    {
        EngineOutcome outcome = Run(Calm().Burst(20, 0.2).Wait(400));
        EpisodePhase[] phases = [.. outcome.History.Where(f => f.Instrument == 1 && f.Phase != EpisodePhase.None).Select(f => f.Phase)];
        EpisodePhase[] changes = [.. phases.Where((p, i) => i == 0 || phases[i - 1] != p)];
        Assert.That(changes, Is.EqualTo(new[] { EpisodePhase.Forming, EpisodePhase.Active, EpisodePhase.Exhausting, EpisodePhase.Over }));
    }

    [Test]
    public void ShouldJoinAnAlarmWithinFiveMinutesOfTheLastOneToItsEpisode()
    {
        static int Episodes(double pauseSeconds)
        {
            EngineOutcome outcome = Run(Calm().Burst(15, 0.2).Wait(60 + pauseSeconds).Burst(15, 0.2).Wait(400));
            return outcome.History.Where(f => f.Instrument == 1 && f.EpisodeId != 0).Select(f => f.EpisodeId).Distinct().Count();
        }

        Assert.That(Episodes(200), Is.EqualTo(1));
        Assert.That(Episodes(900), Is.EqualTo(2));
    }

    [Test]
    public void ShouldKeepARecordOfTheEpisode()
    {
        Timeline timeline = Calm();
        long onset = timeline.NowNs;
        for (int i = 0; i < 40; i++)
        {
            timeline.Liquidate(20_000, 1, i % 3 == 0 ? Venue.Bybit : Venue.Okx, i % 10 == 9 ? PositionSide.Short : PositionSide.Long).Wait(0.1);
        }

        EngineOutcome outcome = Run(timeline.Wait(400));
        EpisodeRecord market = outcome.Episodes.Values.Single(e => e.Instrument == Market);
        Assert.That(market.OnsetNs - onset, Is.InRange(0, 1_500_000_000L));
        Assert.That(market.StartNs, Is.GreaterThan(market.OnsetNs));
        Assert.That(market.EndNs, Is.GreaterThan(market.StartNs));
        Assert.That(market.Events, Is.InRange(25, 40));
        Assert.That(market.LongMicroUsd + market.ShortMicroUsd, Is.EqualTo(market.Events * 20_000_000_000L));
        Assert.That(market.Side, Is.EqualTo(PositionSide.Long));
        Assert.That(market.PeakVelocity, Is.InRange(2f, 4.1f));
        Assert.That(new[] { (int)market.Venues[0], market.Venues[1] }, Is.EquivalentTo(new[] { 1, 2 }), "the engine's own indices, in order of arrival");
        Assert.That(market.Phase, Is.EqualTo(EpisodePhase.Over));
        Assert.That(float.IsNaN(market.PriceMove), "no prices were seen");
    }

    [Test]
    public void ShouldCountAWhaleOfManyFillsAsOneEventAndStayQuiet()
    {
        Timeline timeline = Calm().Wait(10);
        long exchange = timeline.NowNs;
        for (int i = 0; i < 69; i++)
        {
            timeline.Add(new EventRecord
            {
                Kind = RecordKind.Liquidation,
                ExchangeNs = exchange,
                ReceiveNs = exchange + (i * 1_000_000L),
                AmountMicroUsd = 50_000_000_000L,
                Instrument = 1,
                Venue = Venue.Okx,
                Side = PositionSide.Long,
            });
        }

        EngineOutcome outcome = Run(timeline.Wait(30));
        Assert.That(outcome.History.Where(f => f.Level >= SignalLevel.Alert), Is.Empty);
        Assert.That(outcome[EngineCounter.MergedFills], Is.EqualTo(68));
    }

    [Test]
    public void ShouldReachExtremeOnlyWithBreadthOverVenues()
    {
        static Timeline Flood(params byte[] venues)
        {
            Timeline timeline = Calm();
            foreach (byte venue in new[] { Venue.Okx, Venue.Bybit, Venue.Hyperliquid })
            {
                timeline.Liquidate(10, 2, venue).Wait(1);
            }

            timeline.Wait(30);
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
        EngineOutcome outcome = Run(Calm().Burst(500, 0.01).Wait(5));
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
        EngineOutcome outcome = Run(Calm().Burst(300, 0.02, usd: 60_000).Wait(400));
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

    // Ten minutes of one event each 20 s on alternating sides: the filter has warmed up and knows the pace.
    private static Timeline Calm()
    {
        Timeline timeline = new Timeline().Wait(1);
        for (int i = 0; i < 30; i++)
        {
            timeline.Liquidate(1000, 1, Venue.Okx, i % 2 == 0 ? PositionSide.Long : PositionSide.Short).Wait(20);
        }

        return timeline;
    }

    private static EngineOutcome Run(Timeline timeline)
    {
        EngineOutcome outcome = EngineHarness.Run(timeline.Records, SimdWidth.Scalar, Topology.Fused);
        Assert.That(outcome.Fault, Is.Null);
        return outcome;
    }
}
