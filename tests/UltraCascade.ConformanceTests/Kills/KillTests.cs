using UltraCascade.ConformanceTests.Processes;

namespace UltraCascade.ConformanceTests.Kills;

/// <summary>
/// kill -9 at random instants: afterwards nothing is lost, nothing is said twice, and every byte is what an engine says that nobody kills.
/// <c>ULTRACASCADE_LONG_TESTS=1</c> kills more than two hundred engines; without it some dozens die.
/// </summary>
internal sealed class KillTests
{
    private static readonly int s_kills = Until.TakesLong ? 60 : 8;

    private readonly ScratchInstance _place = new();

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    [TestCase("fused", true, 71)]
    [TestCase("parallel", true, 72)]
    [TestCase("fused", false, 73)]
    public void ShouldSayTheSameOverALabelledStream(string topology, bool hasJournal, int seed)
    {
        string file = _place.File($"stream-{seed}.csv.gz");
        using Peer generate = Programs.UltraCascade("generate", "--scenario", Until.TakesLong ? "week" : "cascade", "--seed", "7", "--out", file);
        generate.ShouldExit(0);
        Run(file, [], topology, hasJournal, seed);
    }

    [TestCase("fused", 81)]
    [TestCase("parallel", 82)]
    public void ShouldSayTheSameOverRecordedDays(string topology, int seed)
    {
        string file = Path.Combine(Repository.Root, "..", "shared", "data", "okx_2026-03-04_05.csv");
        if (!File.Exists(file))
        {
            Assert.Ignore("The recorded data (../shared/data/okx_2026-03-04_05.csv) is not on this machine.");
        }

        Run(file, Until.TakesLong ? [] : ["--to", "2026-03-04T15:00:00Z"], topology, hasJournal: true, seed);
    }

    private static void Run(string file, string[] tableOptions, string topology, bool hasJournal, int seed)
    {
        // Without a journal the ring holds it all, or nothing could be said.
        KillRun run = new(file, tableOptions, new Dictionary<string, string> { ["Topology"] = topology, ["RingSlots"] = hasJournal ? "16384" : Until.TakesLong ? "16777216" : "1048576" }, hasJournal);
        (SignalStory expected, long positions) = run.Unkilled();
        TestContext.Out.WriteLine($"{positions} positions, {expected.History.Count} frames, {s_kills} kills and more");
        Assert.That(expected.History, Has.Count.GreaterThan(100), "a stream that says something");
        run.Killed(seed, s_kills, positions).ShouldEqual(expected, $"{s_kills} kills, seed {seed}");
    }
}
