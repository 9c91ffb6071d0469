using System.Runtime.Versioning;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;
using UltraCascade.Tests.SharedMemory;

namespace UltraCascade.Tests.Fuzzing;

/// <summary>
/// Region files of a hostile writer, opened and read with all that the library has, and found by owners that want to continue them. Whoever
/// opens says Ready or why not; whoever reads ends, and inside the map: a look outside it would end the test process.
/// </summary>
[SupportedOSPlatform("linux")]
[NonParallelizable]
internal sealed class RegionFuzzTests
{
    private static readonly SignalOptions s_signals = new() { HistorySlots = 8, Instruments = 4, Mode = InstanceMode.Replay };
    private static readonly FeedOptions s_feed = new() { Slots = 8, Instruments = 3, FullPolicy = FullPolicy.Drop, Mode = InstanceMode.Replay };
    private static readonly RingOptions s_ring = new() { Slots = 8, Feeds = 4, Mode = InstanceMode.Replay };

    private readonly ScratchInstance _scratch = new();
    private byte[] _goodSignals = [];
    private byte[] _goodFeed = [];
    private byte[] _goodRing = [];

    [OneTimeSetUp]
    public void MakeGoodFiles()
    {
        using (SignalWriter writer = SignalWriter.Open(_scratch.Paths, s_signals))
        {
            _ = writer.AddInstrument(ScratchInstance.Instrument("BTC/USDT:USDT", "BTC"));
            for (int i = 0; i < 20; i++)
            {
                SignalFrame frame = new() { Instrument = (ushort)(i % 2), Level = SignalLevel.Watch };
                _ = writer.AppendHistory(ref frame);
                writer.PublishLatest(i % 2, ref frame);
                EpisodeRecord episode = new() { Number = i + 1 };
                writer.PublishEpisode(ref episode);
            }
        }

        using (FeedWriter writer = FeedWriter.Open(_scratch.Paths, "f", s_feed))
        {
            _ = writer.AddInstrument("BTC/USDT:USDT", "BTC", DirectoryFlags.None);
            Publish(writer, 6);
            using RingRegion ring = RingRegion.Open(_scratch.Paths, s_ring);
            ring.ReleaseFeed(ring.AttachFeed("f", writer.CreatedNs, out _), 4);
        }

        _goodSignals = File.ReadAllBytes(_scratch.Paths.Signals);
        _goodFeed = File.ReadAllBytes(_scratch.Paths.Feed("f"));
        _goodRing = File.ReadAllBytes(_scratch.Paths.Ring);
    }

    [OneTimeTearDown]
    public void RemoveFiles() => _scratch.Dispose();

    [Test]
    public void ShouldReadOrRefuseEverySignalRegion() => FuzzRun.Try(
        3000, m => m.Region(_goodSignals, ProtocolVersion.HeaderBytes), bytes =>
        {
            File.WriteAllBytes(_scratch.Paths.Signals, bytes);
            ReadSignals();
        });

    [Test]
    public void ShouldReadOrRefuseEveryFeed() => FuzzRun.Try(
        3000, m => m.Region(_goodFeed, ProtocolVersion.HeaderBytes), bytes =>
        {
            File.WriteAllBytes(_scratch.Paths.Feed("f"), bytes);
            ReadFeed();
        });

    [Test]
    public void ShouldFollowOrRefuseEveryRing() => FuzzRun.Try(
        1500, m => m.Region(_goodRing, ProtocolVersion.HeaderBytes), bytes =>
        {
            File.WriteAllBytes(_scratch.Paths.Feed("f"), _goodFeed);
            File.WriteAllBytes(_scratch.Paths.Ring, bytes);
            using FeedWriter writer = FeedWriter.Open(_scratch.Paths, "f", s_feed);
            long before = writer.Published;
            Publish(writer, 20);
            Assert.That(writer.Published - before, Is.LessThanOrEqualTo(s_feed.Slots + 1), "more than fits, whatever a ring says");
            Assert.That(writer.Consumed, Is.InRange(0, writer.Published));
            _ = writer.EngineIsAlive;
            if (RingReader.TryOpen(_scratch.Paths.Ring, out RingReader? ring, out _) == RegionStatus.Ready)
            {
                using (ring)
                {
                    _ = ring!.TryReadFeed("f", writer.CreatedNs, out _);
                }
            }
        });

    [Test]
    public void ShouldContinueOrRefuseEveryFileItFinds() => FuzzRun.Try(
        1500, m => [(byte)m.Next(3), .. m.Region(m.Pick([_goodSignals, _goodFeed, _goodRing]), ProtocolVersion.HeaderBytes)], bytes =>
        {
            string[] paths = [_scratch.Paths.Signals, _scratch.Paths.Feed("f"), _scratch.Paths.Ring];
            File.WriteAllBytes(paths[bytes[0]], bytes[1..]);
            try
            {
                Continue(bytes[0]);
            }
            catch (RegionException exception)
            {
                Assert.That(exception.Message, Does.Contain(paths[bytes[0]]));
            }
        });

    // A header that says something else at every look: the geometry of the opening stays, and no loop follows the cursor on a journey.
    [Test]
    public void ShouldEndInsideTheMapWhileTheHeaderChanges()
    {
        File.WriteAllBytes(_scratch.Paths.Signals, _goodSignals);
        Assert.That(SignalReader.TryOpen(_scratch.Paths, out SignalReader? reader, out string reason), Is.EqualTo(RegionStatus.Ready), reason);
        using (reader)
        {
            using CancellationTokenSource end = new();
            Thread writer = new(() => LieUntil(end.Token));
            writer.Start();
            for (int i = 0; i < 400; i++)
            {
                HostileReading.Everything(reader!);
            }

            end.Cancel();
            writer.Join();
        }
    }

    private void LieUntil(CancellationToken end)
    {
        using FileStream file = new(_scratch.Paths.Signals, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        int[] fields = [56, 64, 72, 80, 88, 96, 104, 112, 120, 160, 168, 204, 512, 512, 512, 640];
        for (int number = 0; !end.IsCancellationRequested; number++)
        {
            Mutator mutator = new(number);
            file.Position = mutator.Next(3) == 0 ? ProtocolVersion.HeaderBytes + mutator.Next((_goodSignals.Length - ProtocolVersion.HeaderBytes) / 8) * 8 : mutator.Pick(fields);
            file.Write(BitConverter.GetBytes(mutator.Number()));
            file.Flush();
        }
    }

    private void Continue(int which)
    {
        switch (which)
        {
            case 0:
                using (SignalWriter writer = SignalWriter.Open(_scratch.Paths, s_signals))
                {
                    SignalFrame frame = new() { Instrument = 1 };
                    _ = writer.AppendHistory(ref frame);
                    writer.PublishLatest(1, ref frame);
                    EpisodeRecord episode = new() { Number = long.MaxValue };
                    writer.PublishEpisode(ref episode);
                    _ = writer.AddInstrument(ScratchInstance.Instrument("ETH/USDT:USDT", "ETH"));
                    _ = writer.AddVenue(ScratchInstance.VenueOf("elsewhere"));
                }

                break;
            case 1:
                using (FeedWriter writer = FeedWriter.Open(_scratch.Paths, "f", s_feed))
                {
                    Publish(writer, 20);
                    _ = writer.AddInstrument("ETH/USDT:USDT", "ETH", DirectoryFlags.None);
                    _ = writer.AddVenue("elsewhere");
                }

                break;
            default:
                using (RingRegion ring = RingRegion.Open(_scratch.Paths, s_ring))
                {
                    int feed = ring.AttachFeed("f", 1, out _);
                    if (feed >= 0)
                    {
                        ring.ReleaseFeed(feed, 1);
                    }
                }

                break;
        }
    }

    private void ReadSignals()
    {
        if (SignalReader.TryOpen(_scratch.Paths, out SignalReader? reader, out string reason) != RegionStatus.Ready)
        {
            Assert.That(reason, Is.Not.Empty);
            return;
        }

        using (reader)
        {
            HostileReading.Everything(reader!);
        }
    }

    private void ReadFeed()
    {
        if (FeedReader.TryOpen(_scratch.Paths.Feed("f"), out FeedReader? reader, out string reason) != RegionStatus.Ready)
        {
            Assert.That(reason, Is.Not.Empty);
            return;
        }

        using (reader)
        {
            HostileReading.Everything(reader!);
        }
    }

    private static void Publish(FeedWriter writer, int records)
    {
        for (int i = 0; i < records; i++)
        {
            EventRecord record = ScratchInstance.Tick(1_700_000_000_000_000_000 + i);
            _ = writer.TryPublish(ref record);
        }
    }
}
