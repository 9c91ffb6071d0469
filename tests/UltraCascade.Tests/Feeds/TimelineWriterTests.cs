using UltraCascade.Feeds;
using UltraCascade.Protocol;

namespace UltraCascade.Tests.Feeds;

/// <summary>Ticks, gaps and the tail stand where the class says, exactly: windows empty by them and replays must agree to the bit.</summary>
public sealed class TimelineWriterTests
{
    private const long Start = 1_700_000_000_000_000_000;
    private const long Ms = 1_000_000;

    [Test]
    public void ShouldPutTicksOnMultiplesAndBeforeEventsOfTheSameTime()
    {
        string stream = Describe(Table(50, 120, 200, 200, 450), tailSeconds: 0);
        Assert.That(stream, Is.EqualTo("E50 T100 E120 T200 E200 E200 T300 T400 E450"));
    }

    [Test]
    public void ShouldBeginWithATickWhenTheFirstEventStandsOnOne() => Assert.That(Describe(Table(100, 130), 0), Is.EqualTo("T100 E100 E130"));

    [Test]
    public void ShouldEndWithATailOfTicks()
    {
        List<EventRecord> records = Drain(Table(50), tailSeconds: 600);
        Assert.That(records, Has.Count.EqualTo(1 + 6000));
        Assert.That(records[^1].ReceiveNs, Is.EqualTo(Start + (600_000 * Ms)));
        Assert.That(records[^1].ExchangeNs, Is.EqualTo(records[^1].ReceiveNs));
    }

    [Test]
    public void ShouldWriteNothingForAnEmptyTable() => Assert.That(Drain(Table(), 600), Is.Empty);

    [Test]
    public void ShouldNotJumpATenMinutePause()
    {
        List<EventRecord> records = Drain(Table(50, 600_050), tailSeconds: 0);
        Assert.That(records.Count(r => r.Kind == RecordKind.Gap), Is.Zero);
        Assert.That(records.Count(r => r.Kind == RecordKind.Tick), Is.EqualTo(6000));
    }

    [Test]
    public void ShouldJumpALongerPauseAfterTenMinutesOfTicks()
    {
        List<EventRecord> records = Drain(Table(50, 4_000_070, 4_000_170), tailSeconds: 0);
        int at = records.FindIndex(r => r.Kind == RecordKind.Gap);
        Assert.That(at, Is.EqualTo(1 + 6000));
        Assert.That(records[at].ExchangeNs, Is.EqualTo(records[at - 1].ReceiveNs));
        Assert.That(records[at - 1].ReceiveNs, Is.EqualTo(Start + (600_000 * Ms)));
        Assert.That((records[at].ReceiveNs, records[at].Id), Is.EqualTo((Start + (4_000_070 * Ms), (ulong)GapReason.Idle)));
        Assert.That(records.Skip(at + 1).Select(r => (r.Kind, (r.ReceiveNs - Start) / Ms)), Is.EqualTo(
            ((RecordKind, long)[])[(RecordKind.Liquidation, 4_000_070), (RecordKind.Tick, 4_000_100), (RecordKind.Liquidation, 4_000_170)]));
    }

    [Test]
    public void ShouldTickAfterAGapThatEndsOnAMultiple()
    {
        List<EventRecord> records = Drain(Table(50, 4_000_000), tailSeconds: 0);
        Assert.That(records.TakeLast(3).Select(r => r.Kind), Is.EqualTo((RecordKind[])[RecordKind.Gap, RecordKind.Tick, RecordKind.Liquidation]));
    }

    [Test]
    public void ShouldNeverLeaveMoreThanATickBetweenNeighboursUnannounced()
    {
        LiquidationTable table = ScenarioGenerator.Generate(new ScenarioOptions { RatePerSecond = 0.003, CalmSeconds = 40_000 }).ToTable();
        List<EventRecord> records = Drain(table, 600);
        Assert.That(records.Count(r => r.Kind == RecordKind.Gap), Is.GreaterThan(3));
        for (int i = 1; i < records.Count; i++)
        {
            long step = records[i].ReceiveNs - records[i - 1].ReceiveNs;
            bool allowed = step >= 0 && (step <= TimelineWriter.TickNs || records[i].Kind == RecordKind.Gap);
            Assert.That(allowed, Is.True, $"record {i}");
        }

        Assert.That(records.Count(r => r.Kind == RecordKind.Liquidation), Is.EqualTo(table.Count));
    }

    [Test]
    public void ShouldGiveTheSameStreamWhateverTheSizeOfThePieces()
    {
        LiquidationTable table = Table(50, 120, 200, 700_000, 700_001);
        List<EventRecord> whole = Drain(table, 5, pieces: 4096);
        Assert.That(Drain(table, 5, pieces: 1), Is.EqualTo(whole));
        Assert.That(Drain(table, 5, pieces: 7), Is.EqualTo(whole));
    }

    [Test]
    public void ShouldShiftByWholeTicks()
    {
        LiquidationTable table = Table(50, 120, 700_000);
        long now = 1_900_000_000_123_456_789;
        long shift = TimelineWriter.ShiftToNs(table, now);
        Assert.That(shift % TimelineWriter.TickNs, Is.Zero);
        Assert.That(now - (table.Records[0].ReceiveNs + shift), Is.InRange(0, TimelineWriter.TickNs - 1));
        List<EventRecord> plain = Drain(table, 5);
        var shifted = new TimelineWriter(table, new TimelineOptions { TailSeconds = 5, ShiftNs = shift });
        var records = new EventRecord[plain.Count + 1];
        int filled = 0;
        for (int more = shifted.Fill(records); more > 0; more = shifted.Fill(records.AsSpan(filled)))
        {
            filled += more;
        }

        Assert.That(filled, Is.EqualTo(plain.Count));
        for (int i = 0; i < filled; i++)
        {
            Assert.That(records[i].ReceiveNs - shift, Is.EqualTo(plain[i].ReceiveNs));
            Assert.That(records[i].ExchangeNs - shift, Is.EqualTo(plain[i].ExchangeNs));
        }
    }

    [Test]
    public void ShouldLeaveOutAndCountEventsWithoutAPlace()
    {
        var timeline = new TimelineWriter(Table(50, 120), new TimelineOptions { TailSeconds = 0 });
        timeline.Map([0, 0], [0, 1, 2, 3, 4, 5, 6]);
        var records = new EventRecord[8];
        Assert.That(timeline.Fill(records), Is.EqualTo(1));
        Assert.That((records[0].Kind, timeline.LeftOut), Is.EqualTo((RecordKind.Tick, 2L)));
    }

    [Test]
    public void ShouldAllocateNothingWhileFilling()
    {
        var timeline = new TimelineWriter(Table([.. Enumerable.Range(0, 2000).Select(i => (long)i * 37)]));
        var records = new EventRecord[256];
        timeline.Fill(records);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (timeline.Fill(records) > 0)
        {
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    internal static LiquidationTable Table(params long[] milliseconds)
    {
        using var input = new InputFolder();
        return input.LoadRows(InputFolder.Header, [.. milliseconds.Select(ms => $"{(Start + (ms * Ms)) / 1000},okx,BTC-USDT-SWAP,long,,,1")]);
    }

    internal static List<EventRecord> Drain(LiquidationTable table, int tailSeconds, int pieces = 64)
    {
        var timeline = new TimelineWriter(table, new TimelineOptions { TailSeconds = tailSeconds });
        var piece = new EventRecord[pieces];
        var records = new List<EventRecord>();
        for (int filled = timeline.Fill(piece); filled > 0; filled = timeline.Fill(piece))
        {
            records.AddRange(piece.AsSpan(0, filled));
        }

        Assert.That((timeline.Events, timeline.Ticks, timeline.Gaps), Is.EqualTo((
            (long)records.Count(r => r.Kind == RecordKind.Liquidation),
            (long)records.Count(r => r.Kind == RecordKind.Tick),
            (long)records.Count(r => r.Kind == RecordKind.Gap))));
        return records;
    }

    private static string Describe(LiquidationTable table, int tailSeconds) =>
        string.Join(' ', Drain(table, tailSeconds).Select(r => $"{(r.Kind == RecordKind.Tick ? 'T' : r.Kind == RecordKind.Gap ? 'G' : 'E')}{(r.ReceiveNs - Start) / Ms}"));
}
