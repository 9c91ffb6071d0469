using UltraCascade.Engine.Correlation;
using UltraCascade.Protocol;
using static UltraCascade.Tests.Engine.CoincidenceStreams;

namespace UltraCascade.Tests.Engine;

[TestFixture(typeof(ScalarRow))]
[TestFixture(typeof(Row128))]
[TestFixture(typeof(Row256))]
[TestFixture(typeof(Row512))]
internal sealed class CoincidenceTests<TRow>
    where TRow : struct, IRowKernel
{
    [Test]
    public void ShouldEqualTheNaiveDefinitionOnRandomStreams([Range(1, 4)] int seed)
    {
        List<EventRecord> records = Stream(seed, venues: 4, instruments: 3, events: 1500);
        CoincidenceTracker<TRow> tracker = Fed<TRow>(records, out long end);
        AssertMatrix(tracker.Venues, 1, Rows(records.Where(r => r.Instrument == 1), r => r.Venue, LaneOfVenue(tracker, 1)), end, "venues of instrument 1");
        AssertMatrix(tracker.Venues, 0, Rows(records, r => r.Venue, LaneOfVenue(tracker, 0)), end, "venues pooled");
        AssertMatrix(tracker.Instruments, 0, Rows(records, r => r.Instrument, LaneOfInstrument(tracker)), end, "instruments");
    }

    [Test]
    public void ShouldNotCareInWhichOrderWithinTwoAndAHalfSecondsEventsArrive()
    {
        List<EventRecord> records = Stream(seed: 9, venues: 3, instruments: 2, events: 800);
        CoincidenceTracker<TRow> late = Fed<TRow>(Delayed(records, r => r.Venue == 2 ? 1_400 * Ms : 0), out long end);
        CoincidenceTracker<TRow> prompt = Fed<TRow>(records, out long promptEnd);
        int[] lanes = [.. Enumerable.Range(1, 3).Select(v => (int)late.VenueLanes.LaneOf(0, (byte)v))];
        for (int a = 1; a <= 3; a++)
        {
            for (int b = 1; b <= 3; b++)
            {
                Coincidence ofLate = late.Venues.Read(0, late.VenueLanes.LaneOf(0, (byte)a), late.VenueLanes.LaneOf(0, (byte)b), end);
                Coincidence ofPrompt = prompt.Venues.Read(0, prompt.VenueLanes.LaneOf(0, (byte)a), prompt.VenueLanes.LaneOf(0, (byte)b), end);
                Assert.That(a == b || ofLate.E == ofPrompt.E, $"{a} to {b}: {ofLate} {ofPrompt} {lanes} {promptEnd}");
            }
        }
    }

    [Test]
    public void ShouldLeaveOutWhatComesLaterThanItIsHeld()
    {
        List<EventRecord> records = Stream(seed: 9, venues: 2, instruments: 1, events: 100);
        CoincidenceTracker<TRow> tracker = Fed<TRow>(Delayed(records, r => r.Sequence == 50 ? 2_600 * Ms : 0), out _);
        Assert.That(tracker.LeftOut, Is.EqualTo(1));
    }

    [Test]
    public void ShouldLeaveASaturatedThrottledVenueUndefined()
    {
        List<EventRecord> steady = Poisson(5, 3, Venue.Okx, 600);
        List<EventRecord> throttled = [];
        foreach (EventRecord record in Poisson(6, 3, Venue.BinanceUm, 600))
        {
            if (throttled.Count == 0 || record.ExchangeNs / Second != throttled[^1].ExchangeNs / Second)
            {
                throttled.Add(record);
            }
        }

        CoincidenceTracker<TRow> tracker = Fed<TRow>(Merge(steady, throttled), out long end);
        CorrelationReading reading = tracker.Read(1, end);
        Assert.That(reading.Censored, Is.EqualTo(1));
        Assert.That(reading.Leader, Is.EqualTo(Venue.None));
    }

    [Test]
    public void ShouldAllocateNothing()
    {
        List<EventRecord> records = Stream(seed: 3, venues: 4, instruments: 70, events: 20_000);
        CoincidenceTracker<TRow> tracker = new(100, 1 << 12);
        void Round(long shift)
        {
            foreach (EventRecord original in records)
            {
                EventRecord record = original;
                record.ExchangeNs += shift;
                record.EngineNs += shift;
                tracker.AdvanceTo(record.EngineNs);
                tracker.Add(in record);
                tracker.Read(record.Instrument, record.EngineNs);
                tracker.Read(0, record.EngineNs);
            }
        }

        Round(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(records[^1].EngineNs - records[0].EngineNs);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static Func<int, int> LaneOfVenue(CoincidenceTracker<TRow> tracker, int matrix) => venue => tracker.VenueLanes.LaneOf(matrix, (byte)venue);

    private static Func<int, int> LaneOfInstrument(CoincidenceTracker<TRow> tracker) =>
        instrument => Enumerable.Range(0, tracker.InstrumentLanes.Used).First(lane => tracker.InstrumentLanes.Instrument(lane) == instrument);

    private static List<(long Ns, int Lane)> Rows(IEnumerable<EventRecord> records, Func<EventRecord, int> who, Func<int, int> lane) =>
        [.. records.OrderBy(r => r.ExchangeNs).Select(r => (r.ExchangeNs, lane(who(r))))];

    // The definition, by counting: every event, every other lane, every time anew; sums in double, weighted by the distance to the last event of the row.
    private static void AssertMatrix(CoincidenceMatrix<TRow> matrix, int index, List<(long Ns, int Lane)> events, long end, string what)
    {
        int[] lanes = [.. events.Select(e => e.Lane).Distinct()];
        foreach (int a in lanes)
        {
            long last = events.Last(e => e.Lane == a).Ns;
            foreach (int b in lanes.Where(b => b != a))
            {
                long[] others = [.. events.Where(e => e.Lane == b).Select(e => e.Ns)];
                double miss = 0;
                double none = 0;
                List<(double Weight, double Miss, double Null)> terms = [];
                foreach ((long y, _) in events.Where(e => e.Lane == a))
                {
                    int echoes = others.Count(t => t > y && t <= y + Second);
                    int around = others.Count(t => t > y - (3 * Second) && t <= y) + others.Count(t => t > y + Second && t <= y + (4 * Second));
                    double weight = Math.Exp(-(last - y) / 300e9);
                    terms.Add((weight, echoes == 0 ? 1 : 0, Math.Pow(5.0 / 6.0, around)));
                    miss += weight * terms[^1].Miss;
                    none += weight * terms[^1].Null;
                }

                Coincidence e = matrix.Read(index, a, b, end);
                Assert.That(e.Defined, Is.EqualTo(none * Math.Exp(-(end - last) / 300e9) >= 5), $"{what}, {a} to {b}: mass {none}");
                if (e.Defined)
                {
                    double ratio = miss / none;
                    double error = Math.Sqrt(terms.Sum(t => t.Weight * t.Weight * Math.Pow(t.Miss - (ratio * t.Null), 2))) / none;
                    Assert.That(e.E, Is.EqualTo(1 - ratio).Within(1e-4), $"{what}, {a} to {b}");
                    Assert.That(e.StandardError, Is.EqualTo(error).Within(1e-3), $"{what}, {a} to {b}");
                }
            }
        }
    }
}
