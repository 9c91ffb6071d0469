using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Tests.Journal;

/// <summary>Scribe, watch and care, step by step: what reaches the disk, what opens the gates, and what happens when the disk is none.</summary>
[TestFixture]
public sealed class JournalFollowingTests
{
    private static readonly JournalOptions s_options = ScratchJournal.Options;

    [Test]
    public void ShouldOpenTheGatesBehindWhatIsWritten()
    {
        using Rig rig = new(StuckPolicy.Stop);
        rig.Engine.Publish(1000);
        Assert.That(rig.Scribe.Events.Sequence.Value, Is.Zero);
        rig.Write();
        Assert.That((rig.Scribe.Events.Sequence.Value, rig.Scribe.Signals.Sequence.Value), Is.EqualTo((1000L, 100L)));
        Assert.That(rig.Read(out long next), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(1001));
        Assert.That(rig.Engine.Counter(EngineCounter.JournalSequence), Is.EqualTo(1000));
        Assert.That(rig.Engine.Counter(EngineCounter.JournalSignal), Is.EqualTo(100));
    }

    [Test]
    public void ShouldWriteAFeedsNewFileBeforeItsFirstRecord()
    {
        using Rig rig = new(StuckPolicy.Stop);
        rig.Engine.Publish(300);
        rig.Engine.ChangeFeed(1, createdNs: 999);
        rig.Engine.Publish(300);
        rig.Write();
        using JournalReader reader = new(rig.Scratch.Paths);
        EventRecord[] records = new EventRecord[1000];
        Assert.That(reader.TryReadBatch(records, new Provenance[1000], out int count), Is.True);
        Assert.That((count, reader.Tables.TryGetFeed(1, out FeedEntry feed), feed.FeedCreatedNs), Is.EqualTo((300, true, 200L)));
        Assert.That(reader.TryReadBatch(records, new Provenance[1000], out count), Is.True);
        Assert.That((records[0].Sequence, reader.Tables.TryGetFeed(1, out feed), feed.FeedCreatedNs), Is.EqualTo((301L, true, 999L)));
    }

    [Test]
    public void ShouldAllocateNothingForARecord()
    {
        using Rig rig = new(StuckPolicy.Stop, s_options with { SegmentBytes = 64 << 20 });
        rig.Engine.Publish(1000);
        rig.Write();

        // Three times: what the runtime does once is not what the code allocates.
        long least = long.MaxValue;
        for (int run = 0; run < 3; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                rig.Engine.Publish(1000);
                while (rig.Scribe.Step(out bool didWork) == 0 && didWork)
                {
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.Zero);
        Assert.That(rig.Scribe.Events.Sequence.Value, Is.EqualTo(301_000));
    }

    [Test]
    public void ShouldStopTheEngineOnlyWhenTheRingIsFull()
    {
        using Rig rig = new(StuckPolicy.Stop);
        rig.LoseTheDisk();
        rig.Engine.Publish(600);
        rig.Look();
        Assert.That((rig.State, rig.Engine.Failure), Is.EqualTo((JournalState.Failing, (Exception?)null)), "There is room in the ring.");
        Assert.That(rig.Engine.Counter(EngineCounter.JournalFailures), Is.GreaterThan(0));
        Assert.That(rig.Engine.Counter(EngineCounter.JournalErrno), Is.EqualTo(2));
        rig.Engine.Publish(300);
        rig.Look();
        Assert.That(rig.State, Is.EqualTo(JournalState.Failed));
        Assert.That(rig.Engine.Failure, Is.InstanceOf<JournalException>().With.Message.Contains("removed"));
        Assert.That(rig.Scribe.Events.Sequence.Value, Is.Zero, "Nothing was given up.");
    }

    [Test]
    public void ShouldStopADrainThatTheDiskDoesNotLetEnd()
    {
        using Rig rig = new(StuckPolicy.Stop);
        rig.LoseTheDisk();
        rig.Engine.Publish(1);
        rig.Look();
        Assert.That(rig.State, Is.EqualTo(JournalState.Failing));
        rig.Watch.Draining();
        rig.Look();
        Assert.That(rig.State, Is.EqualTo(JournalState.Failed));
    }

    [Test]
    public void ShouldDropWhatTheRingHasNoRoomForAndSayWhich()
    {
        using Rig rig = new(StuckPolicy.Drop);
        rig.Engine.Publish(500);
        rig.Write();
        rig.LoseTheDisk();

        // And nothing can be made in its place.
        File.WriteAllText(rig.Scratch.Paths.Directory, "");
        for (int i = 0; i < 10; i++)
        {
            rig.Engine.Publish(800);
            rig.Look();
        }

        Assert.That((rig.State, rig.Engine.Failure), Is.EqualTo((JournalState.Dropping, (Exception?)null)));
        File.Delete(rig.Scratch.Paths.Directory);
        rig.Write();
        rig.Look();
        Assert.That(rig.State, Is.EqualTo(JournalState.Writing));
        rig.Engine.Publish(10);
        rig.Write();
        Assert.That(rig.Scribe.Events.Sequence.Value, Is.EqualTo(rig.Engine.EventCursor));
        Assert.That(rig.Engine.Counter(EngineCounter.JournalDropped), Is.GreaterThan(0));

        // What was in the removed files is gone; what is there says what it lacks.
        using JournalReader reader = new(rig.Scratch.Paths);
        long last = 0;
        long missing = 0;
        while (reader.TryReadBatch(new EventRecord[100], new Provenance[100], out int count) || reader.Status == JournalReadStatus.Gap)
        {
            missing += reader.Status == JournalReadStatus.Gap ? reader.Gap.Count : 0;
            last += count;
        }

        Assert.That((reader.Status, reader.NextSequence), Is.EqualTo((JournalReadStatus.End, rig.Engine.EventCursor + 1)));
        Assert.That(missing, Is.GreaterThan(0));
    }

    [Test]
    public void ShouldNotWriteABatchThatWasGivenUpWhileItWasCopied()
    {
        using Rig rig = new(StuckPolicy.Drop);
        rig.Engine.Publish(100);
        rig.Engine.WhileCopying = () =>
        {
            rig.Engine.WhileCopying = null;
            rig.Scribe.Events.Advance(100);
        };
        rig.Write();
        using JournalReader reader = new(rig.Scratch.Paths);
        Assert.That(reader.TryReadBatch(new EventRecord[100], new Provenance[100], out _), Is.False);
        Assert.That((reader.Status, reader.Gap), Is.EqualTo((JournalReadStatus.Gap, new JournalGap(1, 100, GapCause.Dropped))));
    }

    [Test]
    public void ShouldCallADiskStuckThatDoesNotAnswerAndNotAProcessThatStoodStill()
    {
        using Rig rig = new(StuckPolicy.Stop);
        rig.Engine.Publish(1000);
        rig.Look(step: false);

        // The whole process slept for an hour: the watch did not look either.
        rig.Sleep(TimeSpan.FromHours(1));
        Assert.That(rig.State, Is.EqualTo(JournalState.Writing));
        for (int i = 0; i < 300 && rig.Engine.Failure is null; i++)
        {
            rig.Look(step: false);
        }

        Assert.That(rig.State, Is.EqualTo(JournalState.Failed));
        Assert.That(rig.Engine.Failure!.Message, Does.Contain("does not answer"));
    }

    [Test]
    public void ShouldWriteOnWhenAFullDiskHasRoomAgain()
    {
        using SmallDisk disk = SmallDisk.OrIgnore(megabytes: 4);
        using Rig rig = new(StuckPolicy.Stop, directory: disk.Path);
        string ballast = Path.Combine(disk.Path, "ballast");
        disk.FillUp(ballast);
        long before = 0;
        int error = 0;
        while (error == 0 && rig.Engine.EventCursor < 100_000)
        {
            before = rig.Engine.EventCursor;
            rig.Engine.Publish(500);
            error = rig.Scribe.Step(out _);
        }

        Assert.That(error, Is.EqualTo(-28), "ENOSPC: the next segment found no room.");
        rig.Look(step: false);
        Assert.That(rig.State, Is.EqualTo(JournalState.Failing));
        File.Delete(ballast);
        rig.Write();
        rig.Look();
        Assert.That((rig.State, rig.Engine.Counter(EngineCounter.JournalErrno)), Is.EqualTo((JournalState.Writing, 0L)));
        Assert.That(rig.Read(out long next), Is.EqualTo(JournalReadStatus.End));
        Assert.That(next, Is.EqualTo(rig.Engine.EventCursor + 1).And.GreaterThan(before));
    }

    [Test]
    public void ShouldRefuseADirectoryThatIsNone()
    {
        using ScratchJournal scratch = new();
        string file = Path.Combine(scratch.Root, "file");
        File.WriteAllText(file, "");
        Assert.That(
            () => JournalWriter.Open(new JournalPaths(file, "i"), s_options, JournalStart.Fresh),
            Throws.InstanceOf<JournalException>().With.Message.Contains("Journal:Directory"));
    }

    private sealed class Rig : IDisposable
    {
        private long _nowNs = 1_000_000_000_000;

        public Rig(StuckPolicy policy, JournalOptions? options = null, string? directory = null)
        {
            Scratch = new ScratchJournal(directory);
            Writer = Scratch.Open(options);
            Scribe = new JournalScribe(Writer, Engine, new JournalGate(new Sequence()), new JournalGate(new Sequence()));
            Care = new JournalCare(Writer, Scribe, Engine, options ?? s_options, static _ => { });
            Watch = new JournalWatch(Scribe, Engine, new WatchOptions { WhenStuck = policy, Patience = TimeSpan.FromSeconds(1) }, static _ => { });
            Watch.Look(_nowNs);
        }

        public EngineInMemory Engine { get; } = new();

        public ScratchJournal Scratch { get; }

        public JournalWriter Writer { get; }

        public JournalScribe Scribe { get; }

        public JournalCare Care { get; }

        public JournalWatch Watch { get; }

        public JournalState State => (JournalState)Engine.Counter(EngineCounter.JournalState);

        /// <summary>The files are gone, and care noticed.</summary>
        public void LoseTheDisk()
        {
            Directory.Delete(Scratch.Paths.Directory, recursive: true);
            Care.Look(_nowNs);
            Assert.That(Scribe.Refusal, Is.Not.Zero);
        }

        /// <summary>Nothing of this process runs for a while; then the watch looks.</summary>
        public void Sleep(TimeSpan time)
        {
            _nowNs += time.Ticks * 100;
            Watch.Look(_nowNs);
        }

        /// <summary>The scribe tries once, and the watch looks some milliseconds later.</summary>
        public void Look(bool step = true)
        {
            if (step)
            {
                _ = Scribe.Step(out _);
            }

            _nowNs += 10_000_000;
            Watch.Look(_nowNs);
        }

        /// <summary>The scribe writes until there is nothing left.</summary>
        public void Write()
        {
            bool didWork;
            do
            {
                Assert.That(Scribe.Step(out didWork), Is.Zero);
            }
            while (didWork);
        }

        public JournalReadStatus Read(out long next) => Scratch.ReadEvents(1, out next, out _);

        public void Dispose()
        {
            Writer.Dispose();
            Scratch.Dispose();
        }
    }
}
