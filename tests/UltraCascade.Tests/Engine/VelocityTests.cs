using UltraCascade.Engine.Velocity;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Engine;

[TestFixture(typeof(ScalarLanes))]
[TestFixture(typeof(VectorLanes<VectorOf2>))]
[TestFixture(typeof(VectorLanes<VectorOf4>))]
[TestFixture(typeof(VectorLanes<VectorOf8>))]
internal sealed class VelocityTests<TKernel>
    where TKernel : struct, ILaneKernel
{
    private const long SlabBytes = 1 << 20;

    [Test]
    public void ShouldEqualTheNaiveWindowsOnEveryEventOfRandomStreams([Range(1, 6)] int seed)
    {
        VelocityTracker<TKernel> tracker = new(instruments: 5, SlabBytes);
        NaiveVelocity naive = new();
        foreach (EventRecord record in RandomStream.Liquidations(seed, count: 700, instruments: 5, venues: 4))
        {
            tracker.Add(in record);
            naive.Add(in record);
            AssertSameWindows(tracker, naive, record.Instrument, record.EngineNs);
            AssertSameWindows(tracker, naive, 0, record.EngineNs);
        }
    }

    [Test]
    public void ShouldEqualTheNaiveWindowsAtTimesBetweenEventsOnInstrumentsLeftAlone()
    {
        VelocityTracker<TKernel> tracker = new(instruments: 3, SlabBytes);
        NaiveVelocity naive = new();
        Random random = new(7);
        foreach (EventRecord record in RandomStream.Liquidations(99, count: 500, instruments: 3, venues: 2))
        {
            tracker.Add(in record);
            naive.Add(in record);
            if (random.Next(3) == 0)
            {
                int instrument = random.Next(4);
                VelocityReading reading = default;
                tracker.Read(instrument, record.EngineNs, ref reading);
                AssertSameWindows(tracker, naive, instrument, record.EngineNs);
            }
        }
    }

    [Test]
    public void ShouldHoldAnEventUntilExactlyItsWindowHasPassed()
    {
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            VelocityTracker<TKernel> tracker = new(instruments: 1, SlabBytes);
            EventRecord record = RandomStream.Liquidations(1, 1, 1, 1)[0];
            tracker.Add(in record);
            VelocityReading reading = default;
            tracker.Read(1, record.EngineNs + LaneWindows.Ns[lane] - 1, ref reading);
            Assert.That(Count(ref tracker[1], lane), Is.EqualTo(1), $"lane {lane}, one ns before the end");
            tracker.Read(1, record.EngineNs + LaneWindows.Ns[lane], ref reading);
            Assert.That(Count(ref tracker[1], lane), Is.Zero, $"lane {lane}, at the end");
        }
    }

    [Test]
    public void ShouldShowDerivativesOfThreeFixedStretches()
    {
        VelocityTracker<TKernel> tracker = new(instruments: 1, SlabBytes);
        const long Second = 1_000_000_000L;
        long now = RandomStream.StartNs + (6 * Second);

        // One event 5 s ago, two 3 s ago, six within the last 2 s: c0 = 6, c1 = 2, c2 = 1.
        foreach (long ago in new[] { 5 * Second, 3 * Second, (3 * Second) - 1, 1_900_000_000, 1_500_000_000, Second, 500_000_000, 3, 0 })
        {
            EventRecord record = At(now - ago);
            tracker.Add(in record);
        }

        VelocityReading reading = default;
        tracker.Read(1, now, ref reading);
        Assert.That(reading.Acceleration, Is.EqualTo((6 - 2) / 4f));
        Assert.That(reading.Jerk, Is.EqualTo((6 - 4 + 1) / 8f));
        Assert.That(reading.CountVelocity[LaneWindows.TwoSeconds], Is.EqualTo(3f));
    }

    [Test]
    public void ShouldDecayTowardsTheNaiveExponentialSum()
    {
        VelocityTracker<TKernel> tracker = new(instruments: 2, SlabBytes);
        NaiveVelocity naive = new();
        long last = 0;
        foreach (EventRecord record in RandomStream.Liquidations(3, count: 400, instruments: 2, venues: 3))
        {
            EventRecord single = record;
            single.ExchangeNs = record.Sequence;
            single.Flags = RecordFlags.None;
            tracker.Add(in single);
            naive.Add(in single);
            last = single.EngineNs;
        }

        VelocityReading reading = default;
        tracker.Read(0, last + 77_000_000_000L, ref reading);
        Assert.That(reading.CountVelocity[6], Is.EqualTo((float)(naive.Decayed(0, last + 77_000_000_000L, 900) / 900)).Within(1).Ulps);
        Assert.That(reading.CountVelocity[7], Is.EqualTo((float)(naive.Decayed(0, last + 77_000_000_000L, 7200) / 7200)).Within(1).Ulps);
    }

    [Test]
    public void ShouldCountLowerBoundsAndSayThatTheyAreWhenTheSlabIsFull()
    {
        const int Room = 10;
        VelocityTracker<TKernel> tracker = new(instruments: 1, Room * 24);
        EventRecord record = default;
        for (int i = 0; i < 15; i++)
        {
            record = At(RandomStream.StartNs + (i * 1_000_000L));
            tracker.Add(in record);
        }

        VelocityReading reading = default;
        tracker.Read(1, record.EngineNs, ref reading);
        Assert.That(reading.Count60s, Is.EqualTo(Room));
        Assert.That(reading.Flags & SignalFlags.Saturated, Is.EqualTo(SignalFlags.Saturated));
        Assert.That(tracker.Counts.SlabFull, Is.EqualTo(5));

        // After the longest window everything is free again and the flag is gone.
        record = At(record.EngineNs + LaneWindows.LongestNs);
        tracker.Add(in record);
        tracker.Read(1, record.EngineNs, ref reading);
        Assert.That(reading.Count60s, Is.EqualTo(1));
        Assert.That(reading.Flags & SignalFlags.Saturated, Is.EqualTo(SignalFlags.None));
        Assert.That(tracker.Counts.EventsHeld, Is.EqualTo(1));
    }

    [Test]
    public void ShouldRefuseAnAmountThatWouldOverflowTheLongestSum()
    {
        VelocityTracker<TKernel> tracker = new(instruments: 1, SlabBytes);
        for (int i = 0; i < 1000; i++)
        {
            EventRecord record = At(RandomStream.StartNs + i);
            record.AmountMicroUsd = EventRecord.MaxAmountMicroUsd;
            tracker.Add(in record);
        }

        long sum = tracker[0].LongMicroUsd[LaneWindows.FiveMinutes];
        Assert.That(sum, Is.Positive.And.LessThan(VelocityTracker<TKernel>.MaxLaneMicroUsd));
        Assert.That(tracker.Counts.SlabFull, Is.Positive);
    }

    [Test]
    public void ShouldMarkAThrottledVenueAsCensoredWhenMoreThanHalfOfItsSlotsAreFull()
    {
        VelocityTracker<TKernel> tracker = new(instruments: 1, SlabBytes);
        VelocityReading reading = default;
        for (int second = 0; second < 6; second++)
        {
            tracker.Read(1, RandomStream.StartNs + (second * 1_000_000_000L), ref reading);
            Assert.That(reading.Flags, Is.EqualTo(SignalFlags.None), $"after {second} slots");
            EventRecord record = At(RandomStream.StartNs + (second * 1_000_000_000L));
            record.Venue = Venue.BinanceUm;
            tracker.Add(in record);
        }

        tracker.Read(1, RandomStream.StartNs + 5_000_000_000L, ref reading);
        Assert.That(reading.Flags, Is.EqualTo(SignalFlags.Censored));
        tracker.Read(0, RandomStream.StartNs + 5_000_000_000L, ref reading);
        Assert.That(reading.Flags, Is.EqualTo(SignalFlags.Censored), "market");
    }

    [Test]
    public void ShouldAllocateNothingPerEvent()
    {
        List<EventRecord> records = RandomStream.Liquidations(5, count: 20_000, instruments: 8, venues: 4);
        VelocityTracker<TKernel> tracker = new(instruments: 8, SlabBytes);
        VelocityReading reading = default;
        long shift = 0;
        void Round()
        {
            foreach (EventRecord original in records)
            {
                EventRecord record = original;
                record.EngineNs += shift;
                tracker.Add(in record);
                tracker.Read(record.Instrument, record.EngineNs, ref reading);
                tracker.Read(0, record.EngineNs, ref reading);
            }

            shift += records[^1].EngineNs - RandomStream.StartNs + 1;
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static EventRecord At(long engineNs) => new()
    {
        Kind = RecordKind.Liquidation,
        EngineNs = engineNs,
        ReceiveNs = engineNs,
        ExchangeNs = engineNs,
        AmountMicroUsd = 1_000_000,
        Instrument = 1,
        Venue = Venue.Okx,
        Side = PositionSide.Long,
    };

    private static long Count(ref VelocityState state, int lane) => state.LongCount[lane] + state.ShortCount[lane];

    private static void AssertSameWindows(VelocityTracker<TKernel> tracker, NaiveVelocity naive, int instrument, long engineNs)
    {
        VelocityReading reading = default;
        tracker.Read(instrument, engineNs, ref reading);
        ref VelocityState state = ref tracker[instrument];
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            long window = LaneWindows.Ns[lane];
            long longs = naive.Count(instrument, PositionSide.Long, engineNs, window);
            long shorts = naive.Count(instrument, PositionSide.Short, engineNs, window);
            long longUsd = naive.MicroUsd(instrument, PositionSide.Long, engineNs, window);
            long shortUsd = naive.MicroUsd(instrument, PositionSide.Short, engineNs, window);
            bool same = state.LongCount[lane] == longs && state.ShortCount[lane] == shorts
                && state.LongMicroUsd[lane] == longUsd && state.ShortMicroUsd[lane] == shortUsd;
            if (lane < LaneWindows.PublishedCount)
            {
                same &= reading.CountVelocity[lane] == (float)((longs + shorts) * LaneWindows.PerSecond[lane])
                    && reading.UsdVelocity[lane] == (float)((longUsd + shortUsd) * LaneWindows.DollarsPerSecond[lane]);
            }

            Assert.That(same, $"instrument {instrument}, lane {lane}: {state.LongCount[lane]}/{longs} {state.LongMicroUsd[lane]}/{longUsd}");
        }
    }
}
