using System.Runtime.InteropServices;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Tests.SharedMemory;

/// <summary>
/// One writer at full speed, one reader, one process: every word of a frame is made of one number, so that a frame put together
/// of two shows. The hunt over processes and languages is in the conformance tests.
/// </summary>
[TestFixture]
public sealed class TornReadTests
{
    private const int LatestReads = 300_000;
    private const int HistoryReads = 50_000;

    // A ring of a few slots: the reader is overtaken all the time.
    private static readonly SignalOptions s_options = new() { HistorySlots = 8, Instruments = 1, Mode = InstanceMode.Live };

    [Test]
    public void ShouldNeverReadATornLatestFrame()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        Hunt(LatestReads, (ref SignalFrame frame) => writer.PublishLatest(1, ref frame), watchdog =>
        {
            long whole = 0;
            long lastVersion = 0;
            bool wentBack = false;
            while (whole < LatestReads && !watchdog.IsCancellationRequested)
            {
                if (reader.TryReadLatest(1, out SignalFrame frame, out long version) == ReadStatus.Ok)
                {
                    RequireWhole(frame, from: 0);
                    wentBack |= version < lastVersion;
                    lastVersion = version;
                    whole++;
                }
            }

            Assert.That(wentBack, Is.False);
            return whole;
        });
    }

    [Test]
    public void ShouldNeverReadATornHistoryFrame()
    {
        using ScratchInstance scratch = new();
        using SignalWriter writer = SignalWriter.Open(scratch.Paths, s_options);
        using SignalReader reader = SignalRegionTests.Open(scratch);
        HistoryReader history = reader.ReadHistory(HistoryStart.Oldest);
        long first = history.Next;
        Hunt(HistoryReads, (ref SignalFrame frame) => writer.AppendHistory(ref frame), watchdog =>
        {
            long whole = 0;
            long last = 0;
            bool wentBack = false;
            while (whole < HistoryReads && !watchdog.IsCancellationRequested)
            {
                if (history.TryRead(out SignalFrame frame) == ReadStatus.Ok)
                {
                    RequireWhole(frame, from: 1);
                    wentBack |= frame.Sequence <= last;
                    last = frame.Sequence;
                    whole++;
                }
            }

            Assert.That(wentBack, Is.False);
            Assert.That(whole + history.Lost, Is.EqualTo(history.Next - first), "Every frame is either read or counted as lost.");
            return whole;
        });
    }

    private delegate void Publish(ref SignalFrame frame);

    private static void Hunt(int reads, Publish publish, Func<CancellationToken, long> read)
    {
        using CancellationTokenSource watchdog = new(TimeSpan.FromSeconds(120));
        using CancellationTokenSource finished = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token);
        Task writing = Task.Factory.StartNew(() =>
        {
            SignalFrame frame = default;
            for (ulong n = 1; !finished.IsCancellationRequested; n++)
            {
                Words(ref frame).Fill(n * 0x9E37_79B9_7F4A_7C15UL);
                publish(ref frame);
            }
        }, TaskCreationOptions.LongRunning);
        try
        {
            Assert.That(read(watchdog.Token), Is.EqualTo(reads), "The watchdog ended it.");
        }
        finally
        {
            finished.Cancel();
            writing.Wait();
        }
    }

    private static void RequireWhole(SignalFrame frame, int from)
    {
        Span<ulong> words = Words(ref frame);
        if (words[from..].ContainsAnyExcept(words[31]))
        {
            Assert.Fail($"Torn: {Convert.ToHexString(MemoryMarshal.AsBytes(words))}");
        }
    }

    private static Span<ulong> Words(ref SignalFrame frame) => MemoryMarshal.Cast<SignalFrame, ulong>(MemoryMarshal.CreateSpan(ref frame, 1));
}
