using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>Readers of the history: where they begin, what they lose, how they wait.</summary>
[TestFixture]
public sealed class HistoryTests
{
    private const int Slots = 16;
    private static readonly SignalOptions s_options = new() { HistorySlots = Slots, Instruments = 4, Mode = InstanceMode.Live };

    [Test]
    public void ShouldBeginWhereAsked()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        Assert.That(reader.ReadHistory(HistoryStart.Oldest).Next, Is.EqualTo(1));
        Append(writer, 5);
        Assert.That(reader.ReadHistory(HistoryStart.Latest).Next, Is.EqualTo(6), "Only what is new.");
        Assert.That(reader.ReadHistory(HistoryStart.Oldest).Next, Is.EqualTo(1));
        Assert.That(reader.ReadHistory(HistoryStart.Sequence, 3).Next, Is.EqualTo(3));
        Append(writer, Slots);
        Assert.That((reader.Cursor, reader.OldestSequence), Is.EqualTo((21L, 7L)), "Slot 6 may be written at any moment.");
        Assert.That(reader.ReadHistory(HistoryStart.Oldest).Next, Is.EqualTo(7));
    }

    [Test]
    public void ShouldReadEveryFrameInSequence()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        ulong hash = SignalHash.Seed;
        for (int i = 1; i <= 3 * Slots; i++)
        {
            Append(writer, 1);
            Assert.That(history.TryRead(out SignalFrame frame), Is.EqualTo(ReadStatus.Ok));
            Assert.That((frame.Sequence, frame.EngineSequence), Is.EqualTo(((long)i, 1000L + i)));
            hash = SignalHash.Append(hash, frame);
            Assert.That(history.TryRead(out _), Is.Not.EqualTo(ReadStatus.Ok));
        }

        Assert.That(history.Lost, Is.Zero);
        Assert.That(reader.SignalHash, Is.EqualTo(hash), "The region's hash is the hash of what was read.");
    }

    [TestCase(Slots, 0)]
    [TestCase(Slots + 1, 1)]
    [TestCase(3 * Slots + 5, 1)]
    public void ShouldReportLapWhenReaderIsSlow(int published, int laps)
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Sequence, 1);
        Append(writer, published);

        int reports = 0;
        int read = 0;
        while (history.Next <= published)
        {
            ReadStatus status = history.TryRead(out SignalFrame frame);
            Assert.That(status, Is.EqualTo(ReadStatus.Ok).Or.EqualTo(ReadStatus.Lapped));
            reports += status == ReadStatus.Lapped ? 1 : 0;
            if (status == ReadStatus.Ok)
            {
                read++;
                Assert.That(frame.Sequence, Is.EqualTo(history.Next - 1));
            }
        }

        Assert.That(reports, Is.EqualTo(laps));
        Assert.That(read + history.Lost, Is.EqualTo(published), "Every frame is either read or counted as lost.");
        Assert.That(history.Lost, Is.EqualTo(laps == 0 ? 0 : published - Slots + Slots / 8), "An eighth of the ring is left to the writer.");
    }

    [Test]
    public void ShouldWaitForASequenceThatIsStillToCome()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Sequence, 3);
        Append(writer, 2);
        Assert.That(history.TryRead(out _), Is.EqualTo(ReadStatus.NotYet));
        Append(writer, 1);
        Assert.That(history.TryRead(out SignalFrame frame), Is.EqualTo(ReadStatus.Ok));
        Assert.That(frame.Sequence, Is.EqualTo(3));
    }

    [Test]
    public void ShouldReturnFromAWaitWithNothingWhenNothingCame()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        Assert.That(reader.ReadHistory(HistoryStart.Latest).Wait(TimeSpan.FromMilliseconds(1)), Is.False);
        Assert.That(reader.WaitForNews(reader.NotifyWord, TimeSpan.Zero), Is.False);
        Assert.That(reader.WaitForNews(reader.NotifyWord + 1, Timeout.InfiniteTimeSpan), Is.True, "The word differs already.");
    }

    [Test]
    public void ShouldWakeAWaitingReader()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Latest);
        uint seen = reader.NotifyWord;
        Task<bool> news = Task.Factory.StartNew(() => reader.WaitForNews(seen, TimeSpan.FromSeconds(60)), TaskCreationOptions.LongRunning);
        Task<bool> frame = Task.Factory.StartNew(() => history.Wait(TimeSpan.FromSeconds(60)), TaskCreationOptions.LongRunning);

        Append(writer, 1);
        Assert.That(reader.NotifyWord, Is.EqualTo(seen), "The hot loop leaves the word alone.");
        writer.Notify();

        Assert.That(news.Result, Is.True);
        Assert.That(frame.Result, Is.True);
        Assert.That(reader.NotifyWord, Is.EqualTo(1));
    }

    private static void Append(SignalWriter writer, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            SignalFrame frame = new() { EngineSequence = 1001 + writer.HistoryCursor };
            writer.AppendHistory(ref frame);
        }
    }
}
