using System.Globalization;
using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Faults;

/// <summary>Two hours of data at full speed with a journal: what the engine holds at the end is what it held after the first.</summary>
internal sealed class FlatMemoryTests
{
    // The stream has 20 positions a second of data.
    private const long Hour = 72_000;

    // What the runtime may still do by itself: code compiled late, stacks touched deeper.
    private const long SlackKilobytes = 6_144;

    [Test]
    public void ShouldHoldNoMoreMemoryAndHandlesAfterAnHour()
    {
        using ScratchInstance instance = new();
        Dictionary<string, string> settings = new() { ["SlabMegabytes"] = "1", ["HistorySlots"] = "1024", ["RingSlots"] = "4096" };
        using Peer engine = Programs.StartEngine(instance, settings, "--journal", instance.File("journal"));
        Programs.WaitUntilLive(instance, engine);
        using Peer feeder = Programs.FeedWriter(Language.CSharp, instance, 2 * Hour);
        Until.Holds(() => instance.Consumed() >= Hour, "an hour of data", engine, feeder);
        (long memory, int handles) = Held(engine);
        Until.Holds(() => instance.Consumed() == 2 * Hour, "two hours of data", engine, feeder);
        (long memoryAfter, int handlesAfter) = Held(engine);
        TestContext.Out.WriteLine($"{memory} kB and {handles} handles after an hour, {memoryAfter} kB and {handlesAfter} after two");
        Programs.StopEngine(engine);
        Assert.That(memoryAfter, Is.LessThan(memory + SlackKilobytes));
        Assert.That(handlesAfter, Is.LessThanOrEqualTo(handles + 1), "A journal that begins a segment has two for a moment.");
    }

    private static (long Kilobytes, int Handles) Held(Peer process)
    {
        string line = File.ReadLines($"/proc/{process.Pid}/status").First(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        long kilobytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return (kilobytes, Directory.EnumerateFileSystemEntries($"/proc/{process.Pid}/fd").Count());
    }
}
