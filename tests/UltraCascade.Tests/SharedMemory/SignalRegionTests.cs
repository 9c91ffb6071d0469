using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>Directory, latest table, counters, death and restart of the signal region.</summary>
[TestFixture]
public sealed class SignalRegionTests
{
    private static readonly SignalOptions s_options = new() { HistorySlots = 16, Instruments = 4, Mode = InstanceMode.Replay };

    [Test]
    public void ShouldShowTheLatestFrameWithARisingVersion()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = Open(scratch);
        Assert.That(reader.TryReadLatest(2, out _, out long version), Is.EqualTo(ReadStatus.Empty));

        for (int i = 1; i <= 3; i++)
        {
            SignalFrame frame = new() { EngineSequence = i, Instrument = 2, Reserved5 = (ulong)i };
            writer.PublishLatest(2, ref frame);
            Assert.That(reader.TryReadLatest(2, out SignalFrame seen, out version), Is.EqualTo(ReadStatus.Ok));
            Assert.That((version, seen.EngineSequence, seen.Reserved5), Is.EqualTo(((long)i, (long)i, (ulong)i)));
        }

        Assert.That(reader.TryReadLatest(0, out _, out _), Is.EqualTo(ReadStatus.Empty), "The market has its own slot.");
        SignalFrame outside = default;
        Assert.That(() => writer.PublishLatest(5, ref outside), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => writer.PublishLatest(-1, ref outside), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ShouldSayStaleWhenALatestSlotStaysHalfWritten()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = Open(scratch);
        SignalFrame frame = new() { EngineSequence = 1 };
        writer.PublishLatest(1, ref frame);
        ScratchInstance.Patch(scratch.Paths.Signals, LatestOffset(1), (ulong)WritingMark.Set(2));
        Assert.That(reader.TryReadLatest(1, out _, out _), Is.EqualTo(ReadStatus.Stale));
    }

    [Test]
    public void ShouldGroupInstrumentsByBaseAndKnowThemByName()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = Open(scratch);
        Assert.That(reader.InstrumentName(0), Is.EqualTo("MARKET"));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("BTC/USDT:USDT", "BTC")), Is.EqualTo(1));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("ETH/USDT:USDT", "ETH")), Is.EqualTo(2));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("BTC/USDC:USDC", "BTC")), Is.EqualTo(3));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("ETH/USDT:USDT", "ETH")), Is.EqualTo(2));

        Assert.That(reader.TryGetInstrument(3, out InstrumentEntry entry), Is.True);
        Assert.That((entry.Group, entry.Committed), Is.EqualTo((1U, 4UL)));
        Assert.That(reader.InstrumentCount, Is.EqualTo(4));
        Assert.That(writer.InstrumentCount, Is.EqualTo(4));
        Assert.That(reader.IndexOf("BTC/USDC:USDC"), Is.EqualTo(3));
        Assert.That(reader.IndexOf("DOGE"), Is.EqualTo(-1));
        Assert.That(reader.VenueCode(Venue.Bitmex), Is.EqualTo("bitmex"));
        Assert.That(writer.AddVenue(ScratchInstance.VenueOf("bitmex")), Is.EqualTo(Venue.Bitmex));
        Assert.That(writer.AddVenue(ScratchInstance.VenueOf("deribit")), Is.EqualTo(Venue.FirstFree));
    }

    [Test]
    public void ShouldRefuseInstrumentsThatDoNotFitOrHaveNoNameOfTheirOwn()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("", "X")), Is.EqualTo(-1));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("MARKET", "X")), Is.EqualTo(-1), "A feed cannot speak for the market.");
        for (int i = 1; i <= 4; i++)
        {
            Assert.That(writer.AddInstrument(ScratchInstance.Instrument($"X{i}", "")), Is.EqualTo(i));
        }

        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("X5", "")), Is.EqualTo(-1));
    }

    [Test]
    public void ShouldNotTellNamesApartByWhatStandsBehindTheirEnd()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        InstrumentEntry dirty = ScratchInstance.Instrument("BTC", "BTC");
        dirty.Name[40] = (byte)'x';
        Assert.That(writer.AddInstrument(dirty), Is.EqualTo(1));
        Assert.That(writer.AddInstrument(ScratchInstance.Instrument("BTC", "BTC")), Is.EqualTo(1));
    }

    [Test]
    public void ShouldReportDeathByHeartbeatAndNotAfterACleanEnd()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Latest);
        writer.SetState(RegionState.Live);
        writer.Beat(MonotonicClock.NowNs());
        Assert.That(reader.IsStale(out long age), Is.False);
        Assert.That(age, Is.GreaterThanOrEqualTo(0));
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.NotYet));

        writer.Beat(MonotonicClock.NowNs() - 1_000_000_000);
        Assert.That(reader.IsStale(out age), Is.True);
        Assert.That(age, Is.GreaterThanOrEqualTo(1_000_000_000));
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.Stale));

        writer.SetState(RegionState.Stopped);
        Assert.That(reader.IsStale(out _), Is.False, "It stands still on purpose.");
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.NotYet));

        writer.SetState(RegionState.Live);
        writer.Beat(MonotonicClock.NowNs());
        ScratchInstance.Patch(scratch.Paths.Signals, 176, 0x1234UL);
        Assert.That(reader.IsStale(out age), Is.True, "Heartbeats of another boot mean nothing.");
        Assert.That(age, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void ShouldContinueInPlaceWithTheNextGenerationAndSequence()
    {
        using ScratchInstance scratch = new();
        ulong hash;
        using (SignalWriter first = SignalWriter.Open(scratch.Paths, s_options))
        {
            first.AddInstrument(ScratchInstance.Instrument("BTC", "BTC"));
            SignalFrame frame = new() { EngineSequence = 7 };
            first.AppendHistory(ref frame);
            first.PublishLatest(1, ref frame);
            hash = first.SignalHash;
            Assert.That(first.Generation, Is.EqualTo(1));
        }

        using SignalReader reader = Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        using SignalWriter second = SignalWriter.Open(scratch.Paths, s_options);
        SignalFrame next = new() { EngineSequence = 8 };

        Assert.That((second.Generation, reader.Generation), Is.EqualTo((2UL, 2UL)));
        Assert.That(reader.State, Is.EqualTo(RegionState.Starting));
        Assert.That(second.SignalHash, Is.EqualTo(hash));
        Assert.That(second.AppendHistory(ref next), Is.EqualTo(2));
        Assert.That(second.InstrumentCount, Is.EqualTo(2));
        Assert.That(second.RepairedSlots, Is.Zero);
        second.PublishLatest(1, ref next);
        Assert.That(reader.TryReadLatest(1, out _, out long version), Is.EqualTo(ReadStatus.Ok));
        Assert.That(version, Is.EqualTo(2));
        Assert.That(history.TryRead(out SignalFrame frame1), Is.EqualTo(ReadStatus.Ok));
        Assert.That(history.TryRead(out SignalFrame frame2), Is.EqualTo(ReadStatus.Ok));
        Assert.That((frame1.EngineSequence, frame2.EngineSequence, history.Lost), Is.EqualTo((7L, 8L, 0L)));
    }

    [Test]
    public void ShouldRepairAndCountSlotsLeftHalfWritten()
    {
        using ScratchInstance scratch = new();
        using (SignalWriter first = SignalWriter.Open(scratch.Paths, s_options))
        {
            for (int i = 1; i <= 3; i++)
            {
                SignalFrame frame = new() { EngineSequence = i };
                first.AppendHistory(ref frame);
                first.PublishLatest(1, ref frame);
            }
        }

        RegionHeader layout = RegionLayout.Signals(s_options.HistorySlots, s_options.Instruments);
        ScratchInstance.Patch(scratch.Paths.Signals, ScratchInstance.SlotOffset(layout, 4), (ulong)WritingMark.Set(4));
        ScratchInstance.Patch(scratch.Paths.Signals, LatestOffset(1), (ulong)WritingMark.Set(4));
        using SignalReader reader = Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Sequence, 4);
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.NotYet).Or.EqualTo(ReadStatus.Stale));

        using SignalWriter second = SignalWriter.Open(scratch.Paths, s_options);

        Assert.That(second.RepairedSlots, Is.EqualTo(2));
        Assert.That(reader.GetCounter(EngineCounter.RepairedSlots), Is.EqualTo(2));
        Assert.That(second.HistoryCursor, Is.EqualTo(3), "Number 4 was never whole.");
        Assert.That(reader.TryReadLatest(1, out _, out _), Is.EqualTo(ReadStatus.Empty), "A torn frame is not shown.");
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.NotYet));
        SignalFrame next = new() { EngineSequence = 5 };
        Assert.That(second.AppendHistory(ref next), Is.EqualTo(4));
        Assert.That(history.TryRead(out SignalFrame read), Is.EqualTo(ReadStatus.Ok));
        Assert.That((read.EngineSequence, history.Lost), Is.EqualTo((5L, 0L)));
        second.PublishLatest(1, ref next);
        Assert.That(reader.TryReadLatest(1, out _, out long version), Is.EqualTo(ReadStatus.Ok));
        Assert.That(version, Is.EqualTo(5), "Above every version the slot ever had.");
    }

    [Test]
    public void ShouldRefuseToContinueADirectoryThatDoesNotBeginWithTheMarket()
    {
        using ScratchInstance scratch = new();
        SignalWriter.Open(scratch.Paths, s_options).Dispose();
        RegionHeader layout = RegionLayout.Signals(s_options.HistorySlots, s_options.Instruments);
        ScratchInstance.Patch(scratch.Paths.Signals, (long)layout.InstrumentsOffset + 16, "SQUARE"u8);
        Assert.That(Assert.Throws<RegionException>(() => SignalWriter.Open(scratch.Paths, s_options))!.Status, Is.EqualTo(RegionStatus.Corrupt));
    }

    [Test]
    public void ShouldKeepTheSequenceWhenTheHistoryGetsAnotherSize()
    {
        using ScratchInstance scratch = new();
        using (SignalWriter first = SignalWriter.Open(scratch.Paths, s_options))
        {
            for (int i = 0; i < 5; i++)
            {
                SignalFrame frame = default;
                first.AppendHistory(ref frame);
            }
        }

        using SignalReader old = Open(scratch);
        using SignalWriter second = SignalWriter.Open(scratch.Paths, s_options with { HistorySlots = 32 });
        Assert.That((second.Generation, second.HistoryCursor), Is.EqualTo((2UL, 5L)));
        Assert.That((old.IsSuperseded(), old.State), Is.EqualTo((true, RegionState.Stopped)));

        using SignalReader reader = Open(scratch);
        HistoryReader oldest = reader.ReadHistory(HistoryStart.Oldest);
        HistoryReader resumed = reader.ReadHistory(HistoryStart.Sequence, 4);
        Assert.That(oldest.Next, Is.EqualTo(6), "What was never in this file is not lost to a new reader.");
        Assert.That(resumed.TryRead(out _), Is.EqualTo(ReadStatus.Lapped));
        Assert.That((resumed.Lost, resumed.Next), Is.EqualTo((2L, 6L)), "It is lost to one that wanted it.");
    }

    [Test]
    public void ShouldStoreCountersEachInItsPlace()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = Open(scratch);
        writer.SetCounter(EngineCounter.Events, 3);
        writer.SetCounter(EngineCounter.EventsHeld, -1);
        Assert.That(reader.GetCounter(EngineCounter.Events), Is.EqualTo(3));
        Assert.That(reader.GetCounter(EngineCounter.EventsHeld), Is.EqualTo(-1));
        Assert.That(reader.GetCounter(EngineCounter.Ticks), Is.Zero);
        Assert.That(() => writer.SetCounter(EngineCounter.Count, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ShouldThrowRatherThanTouchMemoryAfterDispose()
    {
        using ScratchInstance scratch = new();
        SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        SignalReader reader = Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        writer.Dispose();
        writer.Dispose();
        reader.Dispose();
        reader.Dispose();
        SignalFrame frame = default;
        Assert.That(() => writer.PublishLatest(0, ref frame), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => writer.AppendHistory(ref frame), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(writer.Notify, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => reader.TryReadLatest(0, out _, out _), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => reader.Cursor, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => history.TryRead(out _), Throws.InstanceOf<ObjectDisposedException>());
    }

    internal static SignalReader Open(ScratchInstance scratch)
    {
        Assert.That(SignalReader.TryOpen(scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        return reader!;
    }

    private static long LatestOffset(int instrument) =>
        (long)RegionLayout.Signals(s_options.HistorySlots, s_options.Instruments).LatestOffset + instrument * LatestSlot.Size;
}
