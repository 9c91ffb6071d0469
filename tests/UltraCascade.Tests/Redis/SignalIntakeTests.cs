using UltraCascade.Protocol;
using UltraCascade.Redis.Stream;
using UltraCascade.SharedMemory;
using UltraCascade.Tests.SharedMemory;

namespace UltraCascade.Tests.Redis;

/// <summary>What the history ring has overwritten comes from the archive, or is told as a gap with its exact sequences.</summary>
internal sealed class SignalIntakeTests
{
    private const int Slots = 64;
    private const int Written = 300;

    [Test]
    public void ShouldReadFromTheArchiveWhatTheRingHasOverwritten()
    {
        using Rig rig = new(first: 1);
        rig.Intake.SeekTo(1);
        Assert.That(rig.Story(), Is.EqualTo(Enumerable.Range(1, Written).Select(i => $"{i}")));
        Assert.That(rig.Intake.Oldest(), Is.EqualTo(1));
    }

    [Test]
    public void ShouldTellWhatTheArchiveLacks()
    {
        using Rig rig = new(first: 50, without: 120);
        rig.Intake.SeekTo(10);
        string[] story = rig.Story();
        Assert.That(story[..2], Is.EqualTo(new[] { "gap 10-49", "50" }));
        Assert.That(story, Has.One.EqualTo("gap 120-120"));
        Assert.That(story, Has.Length.EqualTo(Written - 49 - 1 + 2));
    }

    [Test]
    public void ShouldTellAGapWithoutAnArchive()
    {
        using Rig rig = new(first: 0);
        rig.Intake.SeekTo(1);
        string[] story = rig.Story();
        Assert.That(story[0], Does.StartWith("gap 1-"));
        Assert.That(story[^1], Is.EqualTo($"{Written}"));
    }

    [Test]
    public void ShouldNotTakeTheArchiveOfAnotherLifeOfTheInstance()
    {
        using Rig rig = new(first: 1, shiftNs: 1_000);
        rig.Intake.SeekTo(1);
        Assert.That(rig.Story()[0], Does.StartWith("gap 1-"));
    }

    private static SignalFrame Frame(long sequence, long shiftNs = 0) =>
        new() { Sequence = sequence, EngineSequence = sequence * 2, EngineNs = (sequence * 1_000_000) + shiftNs };

    /// <summary>A region whose ring has gone round several times, and an archive that begins somewhere.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly ScratchInstance _scratch = new();
        private readonly SignalWriter _writer;

        public Rig(long first, long without = 0, long shiftNs = 0)
        {
            _writer = SignalWriter.Open(_scratch.Paths, new SignalOptions { HistorySlots = Slots, Instruments = 4, Mode = InstanceMode.Live });
            for (int i = 1; i <= Written; i++)
            {
                SignalFrame frame = Frame(i);
                _writer.AppendHistory(ref frame);
            }

            Intake = SignalIntake.TryOpen(_scratch.Paths, _ => first > 0 ? new Shelf(first, without, shiftNs) : null, out string reason)
                ?? throw new InvalidOperationException(reason);
        }

        public SignalIntake Intake { get; }

        public string[] Story()
        {
            List<string> story = [];
            while (true)
            {
                switch (Intake.TryRead(out SignalFrame frame, out SequenceGap gap))
                {
                    case IntakeStatus.Frame:
                        story.Add($"{frame.Sequence}");
                        break;
                    case IntakeStatus.Gap:
                        story.Add($"gap {gap.First}-{gap.Last}");
                        break;
                    default:
                        return [.. story];
                }
            }
        }

        public void Dispose()
        {
            Intake.Dispose();
            _writer.Dispose();
            _scratch.Dispose();
        }
    }

    private sealed class Shelf(long begin, long without, long shiftNs) : ISignalArchive
    {
        private long _next = 1;

        public long First => begin;

        public void SeekTo(long sequence) => _next = Math.Max(begin, sequence);

        public bool TryRead(out SignalFrame frame)
        {
            _next += _next == without ? 1 : 0;
            frame = Frame(_next, shiftNs);
            return _next++ <= Written;
        }

        public void Dispose()
        {
        }
    }
}
