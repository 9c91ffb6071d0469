using UltraCascade.ConformanceTests.Processes;
using UltraCascade.Journal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>
/// A journal that is not as it was written when an engine starts. What is torn at the end is cut and reported, and the ring makes up for it;
/// anything else is refused with file and place, and left as it is.
/// </summary>
internal sealed class JournalDamageTests
{
    private const long Positions = 60_000;

    private readonly ScratchInstance _run = new();
    private long _frames;
    private ulong _hash;

    [OneTimeSetUp]
    public void RunOnceAndDie()
    {
        using Peer engine = Start(_run);
        Programs.WaitUntilLive(_run, engine);
        using Peer feeder = Programs.FeedWriter(Language.CSharp, _run, Positions);
        Until.Holds(() => _run.Consumed() == Positions, "the engine has consumed the stream", engine, feeder);
        engine.KillHard();
        using SignalReader reader = _run.OpenSignals();
        _frames = reader.Cursor;
        _hash = reader.SignalHash;
        Assert.That(Segments(_run), Has.Length.GreaterThanOrEqualTo(3), "several segments to damage");
    }

    [OneTimeTearDown]
    public void Remove() => _run.Dispose();

    [TestCase("bit")]
    [TestCase("cut")]
    [TestCase("missing")]
    [TestCase("swapped")]
    public void ShouldRefuseWhatIsNoLongerWhatWasWritten(string damage)
    {
        using ScratchInstance instance = Copy();
        string[] segments = Segments(instance);
        byte[] first = File.ReadAllBytes(segments[0]);
        switch (damage)
        {
            case "bit":
                first[first.Length / 2] ^= 4;
                File.WriteAllBytes(segments[0], first);
                break;
            case "cut":
                File.WriteAllBytes(segments[0], first[..(first.Length / 2)]);
                break;
            case "missing":
                File.Delete(segments[1]);
                break;
            default:
                File.WriteAllBytes(segments[0], File.ReadAllBytes(segments[1]));
                File.WriteAllBytes(segments[1], first);
                break;
        }

        using Peer engine = Start(instance);
        string errors = engine.ShouldExit(1).Errors;
        Assert.That(errors, Does.Contain(".ucj").And.Contain("journal").And.Contain("verify").And.Not.Contain("   at "), damage);
        using SignalReader reader = instance.OpenSignals();
        Assert.That((reader.Cursor, reader.State), Is.EqualTo((_frames, RegionState.Faulted)), "Nothing was published.");
    }

    [Test]
    public void ShouldCutATornTailAndMakeUpForItFromTheRing()
    {
        using ScratchInstance instance = Copy();
        string last = Segments(instance)[^1];
        using (FileStream file = File.Open(last, FileMode.Open))
        {
            long end = End(file);
            file.Position = end - 700;
            file.Write(new byte[700]);
        }

        using Peer engine = Start(instance);
        Programs.WaitUntilLive(instance, engine);
        Assert.That(engine.Errors, Does.Contain("torn tail is cut").And.Contain(Path.GetFileName(last)));
        Programs.StopEngine(engine);
        using SignalReader reader = instance.OpenSignals();
        Assert.That((reader.Cursor, reader.SignalHash), Is.EqualTo((_frames, _hash)), "Nothing is lost and nothing is said twice.");
    }

    // The last byte that is not zero: behind it the segment is reserved.
    private static long End(FileStream file)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Array.FindLastIndex(bytes, b => b != 0) + 1;
    }

    private static string[] Segments(ScratchInstance instance) =>
        [.. new JournalPaths(instance.File("journal"), instance.Paths.Instance).Segments(JournalStream.Events).Select(segment => segment.Path)];

    private static Peer Start(ScratchInstance instance) => new(
        Artifacts.Host,
        ["run", "--engine-only", "--mode", "replay", "--stop-with-input", "--journal", instance.File("journal"), .. instance.Options],
        new Dictionary<string, string> { ["ULTRACASCADE__JOURNAL__SEGMENTMEGABYTES"] = "1", ["ULTRACASCADE__ENGINE__RINGSLOTS"] = "4096" });

    private ScratchInstance Copy()
    {
        ScratchInstance copy = new();
        foreach (string file in Directory.EnumerateFiles(_run.Root, "*", SearchOption.AllDirectories))
        {
            string target = copy.File(Path.GetRelativePath(_run.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
